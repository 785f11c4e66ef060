import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DialogportenClient } from './dialogporten-client.js';
import { type CallOutcome, DialogportenError, type Obstacle } from './dialogporten-error.js';
import type { Activity, CreateDialog, Transmission, UpdateDialog } from './dialogporten-types.js';
import { MaskinportenTokens } from './maskinporten-tokens.js';
import { clientJwk, type Reply, ScriptedPlatform } from '../../test/support/scripted-platform.js';

const dialogId = '01913cd5-784f-7d3b-abef-4c77b1f0972d';
const revision = 'a312cb9c-7632-43c2-aa38-69b06aed56ca';
const dialogs = '/dialogporten/api/v1/serviceowner/dialogs';
const routes = {
  create: `POST ${dialogs}`,
  get: `GET ${dialogs}/${dialogId}`,
  replace: `PUT ${dialogs}/${dialogId}`,
  remove: `DELETE ${dialogs}/${dialogId}`,
};
const tokenRoute = 'POST /maskinporten/token';

const title = { mediaType: 'text/plain', value: [{ languageCode: 'nb', value: 'Fornyelse' }] };
const guiAction: NonNullable<CreateDialog['guiActions']>[number] = {
  action: 'confirm',
  priority: 'Primary',
  httpMethod: 'POST',
  url: 'https://serving.example/dialogs/1/actions/confirm',
  title: title.value,
};
const activity: Activity = { id: dialogId, type: 'FormSubmitted', performedBy: { actorType: 'ServiceOwner' } };
const transmission: Transmission = {
  id: dialogId,
  type: 'Submission',
  sender: { actorType: 'PartyRepresentative', actorId: 'urn:altinn:person:identifier-no:14886498226' },
  content: { title },
};
const update: UpdateDialog = {
  status: 'InProgress',
  content: { title },
  guiActions: [guiAction],
  activities: [activity],
  transmissions: [transmission],
};
const creation: CreateDialog = {
  ...update,
  id: dialogId,
  party: 'urn:altinn:organization:identifier-no:991825827',
  serviceResource: 'urn:altinn:resource:serving-licence',
};

const calls = {
  create: (client: DialogportenClient) => client.create(creation),
  get: (client: DialogportenClient) => client.get(dialogId),
  replace: (client: DialogportenClient) => client.replace(dialogId, update, { revision }),
  remove: (client: DialogportenClient) => client.remove(dialogId, { revision }),
};
type Operation = keyof typeof calls;
const done: Record<Operation, number> = { create: 201, get: 200, replace: 204, remove: 204 };
const operations = Object.keys(calls) as Operation[];
const now = Date.parse('2025-06-01T12:00:00Z');

const refused = { outcome: 'retry', obstacle: 'credentials' };
const away = { outcome: 'retry', obstacle: 'platform' };

let platform: ScriptedPlatform;
let client: DialogportenClient;

function clientWith(options: { timeoutMs?: number } = {}): DialogportenClient {
  const { issuer, url } = platform;
  const tokens = new MaskinportenTokens({ issuer, clientId: 'us', privateJwk: clientJwk, scope: 's', now: () => now });
  return new DialogportenClient(tokens, { baseUrl: `${url}/dialogporten`, now: () => now, ...options });
}

beforeEach(async () => {
  platform = await ScriptedPlatform.start();
  client = clientWith();
});
afterEach(() => platform.stop());

async function failure(operation: Operation, reply: Reply | undefined): Promise<DialogportenError> {
  platform.on(routes[operation], () => reply);
  const error = await calls[operation](client).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DialogportenError);
  return error as DialogportenError;
}

const problem = (status: number, errors: Record<string, string[]>, more = {}): Reply => ({
  status,
  headers: { 'Content-Type': 'application/problem+json' },
  body: {
    type: 'https://datatracker.ietf.org/doc/html/rfc4918#section-11.2',
    title: 'Unprocessable request.',
    status,
    errors,
    ...more,
  },
});

describe('a call', () => {
  test.each([
    ['create', creation],
    ['replace', update],
  ] as const)('%s sends its body as JSON, with our token', async (operation, body) => {
    platform.on(routes[operation], () => ({ status: done[operation] }));
    await calls[operation](client);
    const [request] = platform.requests(routes[operation]);
    expect(JSON.parse(request?.body ?? '')).toEqual(body);
    expect(request?.headers).toMatchObject({ authorization: 'Bearer token-1', 'content-type': 'application/json' });
  });

  test('asks for an answer that is not compressed, since it unpacks none', async () => {
    platform.on(routes.get, () => ({ body: { id: dialogId, revision } }));
    await client.get(dialogId);
    expect(platform.requests(routes.get)[0]?.headers['accept-encoding']).toBe('identity');
  });

  test.each(['replace', 'remove'] as const)(
    '%s sends the revision as If-Match, when there is one',
    async (operation) => {
      platform.on(routes[operation], () => ({ status: 204 }));
      await calls[operation](client);
      await (operation === 'replace' ? client.replace(dialogId, update) : client.remove(dialogId));
      const [conditional, unconditional] = platform.requests(routes[operation]);
      expect(conditional?.headers['if-match']).toBe(revision);
      expect(unconditional?.headers).not.toHaveProperty('if-match');
    },
  );

  test.each(operations.filter((operation) => operation !== 'get'))('%s tells the new revision', async (operation) => {
    for (const etag of [revision, `"${revision}"`, `W/"${revision}"`]) {
      platform.on(routes[operation], () => ({ status: done[operation], headers: { ETag: etag } }));
      expect(await calls[operation](client)).toEqual({ revision });
    }
  });

  test('that succeeds without an ETag says that the revision is not known', async () => {
    platform.on(routes.create, () => ({ status: 201, body: JSON.stringify(dialogId) }));
    expect(await client.create(creation)).toEqual({ revision: undefined });
  });

  test.each(['W/"5d8c72a5edda8"', '*', `"${revision}-gzip"`])(
    'takes %s, a tag of another system, for no revision',
    async (etag) => {
      for (const operation of ['create', 'replace', 'remove'] as const) {
        platform.on(routes[operation], () => ({ status: done[operation], headers: { ETag: etag } }));
        expect(await calls[operation](client)).toEqual({ revision: undefined });
      }
    },
  );

  test('that made a dialog of another id is made again', async () => {
    const made = { status: 201, headers: { ETag: revision }, body: JSON.stringify(revision) };
    expect(await failure('create', made)).toMatchObject(away);
  });

  test('get gives the revision, the deletion, and the ids of what was added', async () => {
    const deletedAt = '2025-05-01T00:00:00Z';
    const body = {
      id: dialogId,
      revision,
      deletedAt,
      activities: [{ id: 'a', type: 'FormSaved' }],
      transmissions: null,
    };
    platform.on(routes.get, () => ({ body }));
    expect(await client.get(dialogId)).toEqual({ ...body, transmissions: [] });
  });

  const answered = { id: dialogId, revision };
  test.each([
    '<html>',
    '',
    'null',
    '"text"',
    '{}',
    JSON.stringify({ ...answered, id: revision }),
    JSON.stringify({ ...answered, revision: '1' }),
    JSON.stringify({ ...answered, activities: {} }),
    JSON.stringify({ ...answered, transmissions: [null] }),
  ])('get is retried when the answer is no dialog: %s', async (body) => {
    expect(await failure('get', { body })).toMatchObject(away);
  });

  test('reaches the right address for a base URI with a slash at its end', async () => {
    platform.on(routes.get, () => ({ body: { id: dialogId, revision } }));
    const tokens = new MaskinportenTokens({
      issuer: platform.issuer,
      clientId: 'us',
      privateJwk: clientJwk,
      scope: 's',
    });
    const other = new DialogportenClient(tokens, { baseUrl: `${platform.url}/dialogporten/` });
    expect((await other.get(dialogId)).revision).toBe(revision);
  });

  test('cannot leave its path through an id', async () => {
    await expect(client.get('../../enduser/dialogs')).rejects.toMatchObject(away);
    expect(platform.received.at(-1)?.path).toBe(`${dialogs}/..%2F..%2Fenduser%2Fdialogs`);
  });
});

describe('a 401', () => {
  test('costs one new token and one more try', async () => {
    platform.on(routes.replace, ({ headers }) => ({ status: headers.authorization === 'Bearer token-1' ? 401 : 204 }));
    await client.replace(dialogId, update);
    const sent = platform.requests(routes.replace);
    expect(sent.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
    expect(sent[1]?.body).toBe(sent[0]?.body);
  });

  test('with the new token too is about our credentials', async () => {
    expect(await failure('create', { status: 401 })).toMatchObject({ ...refused, status: 401 });
    expect(platform.requests(routes.create)).toHaveLength(2);
  });

  test.each([
    ['as a problem document', problem(401, {})],
    ['as a problem document that names a field', problem(401, { Authorization: ['The token has expired.'] })],
    ['as a page', { status: 401, headers: { 'Content-Type': 'text/html' }, body: '<h1>Log in</h1>' }],
  ])('%s is about our credentials, too', async (_form, reply) => {
    expect(await failure('replace', reply)).toMatchObject({ ...refused, status: 401 });
  });

  test('to many calls at once costs one new token', async () => {
    platform.on(routes.get, ({ headers }) =>
      headers.authorization === 'Bearer token-1' ? { status: 401 } : { body: { id: dialogId, revision } },
    );
    await Promise.all(Array.from({ length: 20 }, () => client.get(dialogId)));
    expect(platform.requests(tokenRoute)).toHaveLength(2);
  });
});

describe('what an answer means', () => {
  type Meaning = CallOutcome | Obstacle;
  const meaningOf = ({ outcome, obstacle }: DialogportenError): Meaning => (outcome === 'retry' ? obstacle : outcome);

  test.each(operations)('%s: Dialogporten itself has a word for each', async (operation) => {
    const met = operation === 'create' ? 'already-exists' : 'precondition-failed';
    const meanings: [Meaning, number[], Record<string, string[]>][] = [
      ['rejected', [400, 413, 422], { 'dto.status': ['Wrong.'] }],
      ['dialog', [403], { Forbidden: ['The dialog is frozen.'] }],
      ['dialog', [404, 500, 502], { DialogEntity: ['It was not found.'] }],
      ['gone', [410], { DialogEntity: ['It is removed.'] }],
      [met, [409], { IdempotentKey: ['It already exists.'] }],
      ['precondition-failed', [409], { '': ['There was a concurrent operation.'] }],
      ['precondition-failed', [412], {}],
      ['platform', [408, 429, 503, 504], {}],
    ];
    for (const [meaning, statuses, errors] of meanings) {
      for (const status of statuses) {
        const error = await failure(operation, problem(status, errors));
        expect([status, meaningOf(error)]).toEqual([status, meaning]);
      }
    }
  });

  const gateways: [string, Reply][] = [
    ['an empty body', {}],
    ['a page', { headers: { 'Content-Type': 'text/html' }, body: '<h1>Sorry</h1>' }],
    ['JSON', { headers: { 'Content-Type': 'application/json' }, body: { statusCode: 404, message: 'No such route' } }],
    ['a problem of its own', problem(404, {}, { status: 404, type: 'about:blank' })],
  ];
  test.each(gateways)(
    'that comes from another server in its place, with %s, says nothing of dialogs',
    async (_, reply) => {
      const meanings: [Meaning, number[]][] = [
        ['platform', [400, 404, 405, 408, 409, 410, 413, 422, 429, 502, 503, 504]],
        ['credentials', [401, 403]],
        ['dialog', [500]],
        ['precondition-failed', [412]],
      ];
      for (const [meaning, statuses] of meanings) {
        for (const status of statuses) {
          const error = await failure('replace', { ...reply, status });
          expect([status, meaningOf(error)]).toEqual([status, meaning]);
        }
      }
    },
  );

  test.each([
    ['replace', 200],
    ['replace', 201],
    ['create', 200],
    ['create', 204],
    ['remove', 200],
  ] as const)('%s is not done when %i is answered, which Dialogporten never does', async (operation, status) => {
    expect(await failure(operation, { status, body: '<h1>Maintenance</h1>' })).toMatchObject(away);
  });

  test('an actor that Dialogporten has no name for is told, and shown nowhere', async () => {
    const actor = 'urn:altinn:person:identifier-no:14886498226';
    const error = await failure(
      'replace',
      problem(422, { ActorId: [`Unable to look up name for actor id: ${actor}`] }),
    );
    expect([error.outcome, error.unknownActors]).toEqual(['rejected', [actor]]);
    expect(`${JSON.stringify(error)} ${inspect(error, { depth: null })}`).not.toContain('14886498226');
  });

  const exists =
    "Entity 'DialogActivity' with the following key(s) already exists: (01913cd5-784f-7d3b-abef-4c77b1f0972d).";

  test('422 says that it was done before when an id that exists is all that is wrong', async () => {
    const error = await failure('replace', problem(422, { DialogActivity: [exists], DialogTransmission: [exists] }));
    expect(error.outcome).toBe('already-exists');
    expect(error.errors).toEqual({ DialogActivity: [exists], DialogTransmission: [exists] });
  });

  test('422 rejects when anything else is wrong as well', async () => {
    const errors = { DialogActivity: [exists], ExpiresAt: ['Must be in future or current value.'] };
    expect((await failure('replace', problem(422, errors))).outcome).toBe('rejected');
  });

  test('it tells which fields are wrong, and under which id the operators find the request', async () => {
    const error = await failure('create', problem(400, { 'Content.Title': ['Too long.'] }, { traceId: '00-abc-01' }));
    expect(error).toMatchObject({ errors: { 'Content.Title': ['Too long.'] }, traceId: '00-abc-01' });
    expect(error.message).toBe('Dialogporten answered 400 to create; Content.Title: Too long.');
  });

  test.each([
    ['a text', { a: ['eyJ'.repeat(2_000_000)] }],
    ['fields', Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`14886498226 ${at}`, ['Wrong.']]))],
    ['messages', { a: Array.from({ length: 20_000 }, () => 'eyJhbGciOiJFZERTQSJ9') }],
  ])('of %s without end is kept only as far as it is read, and without personal data', async (_, errors) => {
    const error = await failure('replace', problem(422, errors));
    const told = inspect(error, { depth: Infinity, maxArrayLength: Infinity });
    expect(error.message.length).toBeLessThanOrEqual(500);
    expect(told.length).toBeLessThan(10_000);
    expect(told).not.toMatch(/14886498226|eyJ/);
  });

  test('it shows no token and no national identity number, for any answer', async () => {
    const quoted = "'urn:altinn:person:identifier-no:14886498226' by eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln";
    const errors = { Party: [quoted.padStart(480, '.')], 'Parties[14886498226]': [quoted] };
    const error = await failure('create', problem(400, errors, { traceId: '14886498226' }));
    expect(error.errors).toHaveProperty('Party');
    expect(`${error.stack} ${JSON.stringify(error)}`).not.toMatch(/14886498|eyJ|token-1/);
  });

  test.each(['<html>', '[]', '"text"', '{"errors":"wrong"}', '{"errors":null}'])(
    'a body that is no problem: %s',
    async (body) => {
      expect(await failure('create', { status: 503, body })).toMatchObject({ ...away, status: 503 });
    },
  );

  test.each([
    ['120', 120_000],
    ['Sun, 01 Jun 2025 12:05:00 GMT', 300_000],
    ['Sun, 01 Jun 2025 11:00:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
  ])('Retry-After: %s', async (value, milliseconds) => {
    const error = await failure('get', { status: 503, headers: { 'Retry-After': value }, body: 'Maintenance' });
    expect(error.retryAfterMs).toBe(milliseconds);
  });
});

describe('no whole answer', () => {
  test('in time, be it nothing at all or a body that does not end, can be retried', async () => {
    client = clientWith({ timeoutMs: 50 });
    const message = `No answer from ${platform.url}: nothing within 50 ms`;
    expect(await failure('create', undefined)).toMatchObject({ ...away, status: undefined, message });
    expect(await failure('get', { body: '{"id":', unfinished: true })).toMatchObject({ ...away, message });
  });

  test('since the protocol is switched can be retried', async () => {
    client = clientWith({ timeoutMs: 50 });
    const switched = await failure('get', { status: 101, headers: { Connection: 'upgrade', Upgrade: 'x' } });
    expect(switched).toMatchObject({ ...away, status: undefined });
  });

  test('since it never ends growing can be retried', async () => {
    const error = await failure('get', { body: 'x'.repeat(17 * 1024 * 1024), unfinished: true });
    expect(error).toMatchObject({ ...away, message: expect.stringMatching('more than 16777216 bytes') });
  });

  test('where no server listens can be retried', async () => {
    await client.get(dialogId).catch(() => undefined);
    await platform.stop();
    await expect(client.get(dialogId)).rejects.toMatchObject({ ...away, status: undefined });
    platform = await ScriptedPlatform.start();
  });

  test('but a redirect is not followed, so the token stays with us', async () => {
    platform.on('GET /elsewhere', () => ({ body: { id: dialogId, revision } }));
    const error = await failure('get', { status: 307, headers: { Location: `${platform.url}/elsewhere` } });
    expect(error).toMatchObject(away);
    expect(platform.requests('GET /elsewhere')).toHaveLength(0);
  });
});
