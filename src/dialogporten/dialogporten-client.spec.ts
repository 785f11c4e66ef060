import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DialogportenClient } from './dialogporten-client.js';
import { DialogportenError, type Remedy } from './dialogporten-error.js';
import type { Activity, CreateDialog, GuiAction, Transmission, UpdateDialog } from './dialogporten-types.js';
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
  addTransmission: `POST ${dialogs}/${dialogId}/transmissions`,
  addActivity: `POST ${dialogs}/${dialogId}/activities`,
};
const tokenRoute = 'POST /maskinporten/token';

const title = { mediaType: 'text/plain', value: [{ languageCode: 'nb', value: 'Fornyelse' }] };
const guiAction: GuiAction = {
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
  replace: (client: DialogportenClient) => client.replace(dialogId, update, revision),
  remove: (client: DialogportenClient) => client.remove(dialogId, revision),
  addTransmission: (client: DialogportenClient) => client.addTransmission(dialogId, transmission),
  addActivity: (client: DialogportenClient) => client.addActivity(dialogId, activity),
};
type Operation = keyof typeof calls;
const operations = Object.keys(calls) as Operation[];
const now = Date.parse('2025-06-01T12:00:00Z');

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
  body: { title: 'Unprocessable request.', status, errors, ...more },
});

describe('a call', () => {
  test.each([
    ['create', creation],
    ['replace', update],
    ['addTransmission', transmission],
    ['addActivity', activity],
  ] as const)('%s sends its body as JSON, with our token', async (operation, body) => {
    platform.on(routes[operation], () => ({ status: 204 }));
    await calls[operation](client);
    const [request] = platform.requests(routes[operation]);
    expect(JSON.parse(request?.body ?? '')).toEqual(body);
    expect(request?.headers).toMatchObject({ authorization: 'Bearer token-1', 'content-type': 'application/json' });
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
      platform.on(routes[operation], () => ({ status: 204, headers: { ETag: etag } }));
      expect(await calls[operation](client)).toEqual({ revision });
    }
  });

  test('that succeeds without an ETag says that the revision is not known', async () => {
    platform.on(routes.create, () => ({ status: 201, body: JSON.stringify(dialogId) }));
    expect(await client.create(creation)).toEqual({ revision: undefined });
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

  test.each(['<html>', '', 'null', '"text"', '{}'])('get is retried when the answer is no dialog: %s', async (body) => {
    expect((await failure('get', { body })).remedy).toBe('retry');
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
    await expect(client.get('../../enduser/dialogs')).rejects.toMatchObject({ remedy: 'gone' });
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

  test('with the new token too is our fault', async () => {
    expect(await failure('create', { status: 401 })).toMatchObject({ remedy: 'our-fault', status: 401 });
    expect(platform.requests(routes.create)).toHaveLength(2);
  });

  test('to many calls at once costs one new token', async () => {
    platform.on(routes.get, ({ headers }) =>
      headers.authorization === 'Bearer token-1' ? { status: 401 } : { body: { id: dialogId, revision } },
    );
    await Promise.all(Array.from({ length: 20 }, () => client.get(dialogId)));
    expect(platform.requests(tokenRoute)).toHaveLength(2);
  });
});

describe('what to do about a failure', () => {
  test.each(operations)('%s: each status has its remedy', async (operation) => {
    const remedies: [Remedy, number[]][] = [
      ['our-fault', [400, 401, 403, 413, 422]],
      [operation === 'create' ? 'our-fault' : 'gone', [404]],
      ['gone', [410]],
      [operation === 'replace' || operation === 'remove' ? 'stale' : 'done-before', [409]],
      ['stale', [412]],
      ['retry', [408, 429, 500, 502, 503, 504]],
    ];
    for (const [remedy, statuses] of remedies) {
      for (const status of statuses) expect(await failure(operation, { status })).toMatchObject({ status, remedy });
    }
  });

  const exists =
    "Entity 'DialogActivity' with the following key(s) already exists: (01913cd5-784f-7d3b-abef-4c77b1f0972d).";

  test('422 is done before when an id that exists is all that is wrong', async () => {
    const error = await failure('replace', problem(422, { DialogActivity: [exists], DialogTransmission: [exists] }));
    expect(error.remedy).toBe('done-before');
    expect(error.errors).toEqual({ DialogActivity: [exists], DialogTransmission: [exists] });
  });

  test('422 is our fault when anything else is wrong as well', async () => {
    const errors = { DialogActivity: [exists], ExpiresAt: ['Must be in future or current value.'] };
    expect((await failure('replace', problem(422, errors))).remedy).toBe('our-fault');
    expect((await failure('create', problem(422, {}))).remedy).toBe('our-fault');
  });

  test('it tells which fields are wrong, and under which id the operators find the request', async () => {
    const error = await failure('create', problem(400, { 'Content.Title': ['Too long.'] }, { traceId: '00-abc-01' }));
    expect(error).toMatchObject({ errors: { 'Content.Title': ['Too long.'] }, traceId: '00-abc-01' });
    expect(error.message).toBe('Dialogporten answered 400 to create; Content.Title: Too long.');
  });

  test('it shows no token and no national identity number, whatever the answer says', async () => {
    const quoted = "'urn:altinn:person:identifier-no:14886498226' by eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln";
    const errors = { Party: [quoted.padStart(480, '.')], 'Parties[14886498226]': [quoted] };
    const error = await failure('create', problem(400, errors, { traceId: '14886498226' }));
    expect(error.errors).toHaveProperty('Party');
    expect(`${error.stack} ${JSON.stringify(error)}`).not.toMatch(/14886498|eyJ|token-1/);
  });

  test.each(['<html>', '[]', '"text"', '{"errors":"wrong"}', '{"errors":null}'])(
    'a body that is no problem: %s',
    async (body) => {
      expect(await failure('create', { status: 503, body })).toMatchObject({ remedy: 'retry', status: 503 });
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
    expect(await failure('create', undefined)).toMatchObject({ remedy: 'retry', status: undefined, message });
    expect(await failure('get', { body: '{"id":', unfinished: true })).toMatchObject({ remedy: 'retry', message });
  });

  test('since it never ends growing can be retried', async () => {
    const error = await failure('get', { body: 'x'.repeat(17 * 1024 * 1024), unfinished: true });
    expect(error).toMatchObject({ remedy: 'retry', message: expect.stringMatching('more than 16777216 bytes') });
  });

  test('since nobody listens can be retried', async () => {
    await client.get(dialogId).catch(() => undefined);
    await platform.stop();
    await expect(client.get(dialogId)).rejects.toMatchObject({ remedy: 'retry', status: undefined });
    platform = await ScriptedPlatform.start();
  });

  test('but a redirect is not followed, so the token stays with us', async () => {
    platform.on('GET /elsewhere', () => ({ body: { id: dialogId, revision } }));
    const error = await failure('get', { status: 307, headers: { Location: `${platform.url}/elsewhere` } });
    expect(error.remedy).toBe('retry');
    expect(platform.requests('GET /elsewhere')).toHaveLength(0);
  });
});
