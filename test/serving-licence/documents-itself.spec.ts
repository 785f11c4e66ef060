import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setStage, type Stage } from './support/stage.js';

interface Operation {
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: object }>>;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly requestBody?: object;
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly securitySchemes: Readonly<Record<string, object>> };
}

describe('the documentation', () => {
  let stage: Stage;
  let document: Document;

  beforeAll(async () => {
    stage = await setStage();
    document = (await (await fetch(`${stage.service.url}/docs-json`)).json()) as Document;
  });

  afterAll(() => stage.clear());

  function operation(route: string): Operation {
    const [method = '', path = ''] = route.split(' ');
    const found = document.paths[path]?.[method.toLowerCase()];
    if (found === undefined) throw new Error(`${route} is not documented`);
    return found;
  }

  it('is an OpenAPI document, with a bearer scheme for each kind of caller', () => {
    expect(document.openapi).toMatch(/^3\./);
    expect(document.components.securitySchemes).toMatchObject({
      'dialog-token': { type: 'http', scheme: 'bearer' },
      maskinporten: { type: 'http', scheme: 'bearer' },
    });
  });

  it.each([
    ['GET /embeds/dialogs/{dialogId}', ['read'], '200'],
    ['POST /dialogs/{dialogId}/actions/confirm', ['confirm'], '204'],
    ['POST /dialogs/{dialogId}/actions/submit', ['write'], '204'],
    ['POST /dialogs/{dialogId}/actions/sign', ['sign,urn:altinn:task:signing'], '204'],
    ['POST /dialogs/{dialogId}/actions/withdraw', ['delete'], '204'],
    ['DELETE /dialogs/{dialogId}', ['delete'], '204'],
  ])('says of %s that a dialog token must grant %j', (route, scopes, success) => {
    const { security, responses } = operation(route);
    expect(security).toEqual([{ 'dialog-token': scopes }]);
    for (const status of [success, '401', '403', '404', '410']) {
      expect([status, responses[status]?.description]).toEqual([status, expect.stringMatching(/\S/)]);
    }
  });

  it('describes every parameter in a path', () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const [method, { parameters = [] }] of Object.entries(methods)) {
        const described = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
        expect([method, path, described.toSorted()]).toEqual([method, path, named.toSorted()]);
      }
    }
  });

  it('says that signing takes level 4', () => {
    expect(operation('POST /dialogs/{dialogId}/actions/sign')).toMatchObject({
      'x-required-level': 4,
      responses: { 403: { description: expect.stringContaining('4') } },
    });
  });

  it.each(['POST /dialogs/{dialogId}/actions/confirm', 'DELETE /dialogs/{dialogId}'])(
    'does not promise of %s an answer that it never gives',
    (route) => {
      const successes = Object.keys(operation(route).responses).filter((status) => status.startsWith('2'));
      expect(successes.toSorted()).toEqual(['202', '204']);
    },
  );

  it('says that deleting may be too early', () => {
    expect(operation('DELETE /dialogs/{dialogId}').responses).toHaveProperty('422');
  });

  it.each([
    ['POST /service-owner/dialogs', '201'],
    ['GET /service-owner/dialogs/{dialogId}', '200'],
    ['POST /service-owner/dialogs/{dialogId}/decision', '204'],
  ])('says of %s that it takes a Maskinporten token', (route, success) => {
    const { security, responses } = operation(route);
    expect(security?.map((requirement) => Object.keys(requirement))).toEqual([['maskinporten']]);
    expect(Object.keys(responses)).toEqual(expect.arrayContaining([success, '401', '403']));
  });

  it('names the Idempotency-Key and the body of a request that opens a dialog', () => {
    const { parameters, requestBody } = operation('POST /service-owner/dialogs');
    expect(parameters).toContainEqual(
      expect.objectContaining({ name: 'Idempotency-Key', in: 'header', required: true }),
    );
    expect(requestBody).toMatchObject({ required: true, content: { 'application/json': {} } });
  });

  it.each(['GET /health/live', 'GET /health/ready'])('leaves %s open', (route) => {
    expect(operation(route).security ?? []).toEqual([]);
  });

  it('has nothing that the contract does not have', () => {
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    for (const route of routes) expect(route).toMatch(/ \/(embeds|dialogs|events|service-owner|health|metrics)\b/);
    expect(routes.length).toBeGreaterThanOrEqual(10);
  });

  it('can be read in a browser', async () => {
    const answer = await fetch(`${stage.service.url}/docs`);
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([200, expect.stringMatching(/^text\/html/)]);
    expect(await answer.text()).toContain('swagger');
  });
});
