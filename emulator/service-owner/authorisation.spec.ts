import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { testProvider } from '../testing/clients.js';
import { testBackend, unrelatedAgency } from '../testing/clients.js';
import { correspondenceService, testPolicy } from '../testing/policy.js';
import { type Emulator, startEmulator } from '../emulator.js';
import { refusalOf } from '../testing/answers.js';
import { dialogFields, guiAction, newDialog } from '../testing/dialogs.js';
import { MaskinportenCaller } from '../testing/maskinporten-caller.js';

const unknownId = v7();

let emulator: Emulator;
let provider: MaskinportenCaller;
let stranger: MaskinportenCaller;

beforeAll(async () => {
  emulator = await startEmulator({ policy: testPolicy });
  provider = new MaskinportenCaller(emulator.url, testProvider.clientId, testProvider.privateJwk);
  stranger = new MaskinportenCaller(emulator.url, unrelatedAgency.clientId, unrelatedAgency.privateJwk);
});

afterAll(() => emulator.stop());

describe('the service owner API', () => {
  it('leaves correspondence to Altinn’s own service for it', async () => {
    const response = await provider.call('POST', '/dialogs', newDialog({ serviceResource: correspondenceService }));

    expect(await refusalOf(response)).toEqual([403, ['Forbidden']]);
  });

  it('is closed without a token', async () => {
    const response = await fetch(`${emulator.url}/dialogporten/api/v1/serviceowner/dialogs/${unknownId}`);

    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer, Bearer, Bearer']);
    expect(await response.text()).toBe('');
  });

  it.each(['Bearer abc', 'Basic abc', 'Bearer a.b.c'])('is closed to %s', async (authorization) => {
    const response = await provider.call('GET', `/dialogs/${unknownId}`, undefined, { authorization });

    expect(response.status).toBe(401);
  });

  it('is closed to a token whose claims were changed', async () => {
    const [header, claims, signature] = (await stranger.accessToken()).split('.');
    const changed = Buffer.from(claims!, 'base64url').toString().replace('310456829', '991825827');
    const forged = `${header}.${Buffer.from(changed).toString('base64url')}.${signature}`;

    const response = await provider.call('GET', '/dialogs', undefined, { authorization: `Bearer ${forged}` });

    expect(response.status).toBe(401);
  });

  it('is closed to a token that has expired', async () => {
    let now = new Date();
    const clocked = await startEmulator({ policy: testPolicy, now: () => now });
    const caller = new MaskinportenCaller(clocked.url, testProvider.clientId, testProvider.privateJwk);
    expect((await caller.call('GET', `/dialogs/${unknownId}`)).status).toBe(404);

    now = new Date(now.getTime() + 121_000);

    expect((await caller.call('GET', `/dialogs/${unknownId}`)).status).toBe(401);
    await clocked.stop();
  });

  it('is closed to a token without its scope', async () => {
    const { clientId, privateJwk } = testBackend;
    const backend = new MaskinportenCaller(emulator.url, clientId, privateJwk, 'test-service:dialogs.write');

    expect((await backend.call('GET', `/dialogs/${unknownId}`)).status).toBe(403);
  });

  it('refuses a search without the scope for it', async () => {
    expect((await stranger.call('GET', '/dialogs')).status).toBe(403);
  });

  it('keeps the dialogs of one organisation from another', async () => {
    const id = await provider.create(newDialog());

    expect((await stranger.call('POST', '/dialogs', newDialog())).status).toBe(403);
    expect((await stranger.call('GET', `/dialogs/${id}`)).status).toBe(404);
    expect((await stranger.call('PUT', `/dialogs/${id}`, dialogFields())).status).toBe(404);
    expect((await stranger.call('POST', `/dialogs/${id}/actions/purge`)).status).toBe(404);
  });

  it('refuses a service resource that is not registered', async () => {
    const dialog = newDialog({ serviceResource: 'urn:altinn:resource:nowhere' });

    expect((await provider.call('POST', '/dialogs', dialog)).status).toBe(422);
  });

  it('refuses a part that refers to a service of another owner', async () => {
    const unrelated = { authorizationAttribute: 'urn:altinn:resource:unrelated-service' };
    const dialog = newDialog({ guiActions: [guiAction(unrelated)] });

    expect(await refusalOf(await provider.call('POST', '/dialogs', dialog))).toEqual([403, ['Forbidden']]);
  });

  it('has no words of its own for what ASP.NET Core refuses', async () => {
    const authorization = `Bearer ${await provider.accessToken()}`;
    const ask = async (method: string, path: string, headers: Record<string, string>) => {
      const body = method === 'POST' ? { body: 'x' } : {};
      const response = await fetch(`${emulator.url}/dialogporten/api/v1${path}`, { method, headers, ...body });
      return [response.status, await response.text()];
    };

    expect(await ask('GET', '/nope', { authorization })).toEqual([404, '']);
    expect(await ask('DELETE', '/serviceowner/dialogs', { authorization })).toEqual([405, '']);
    expect(await ask('POST', '/serviceowner/dialogs', { authorization, 'content-type': 'text/plain' })).toEqual([
      415,
      '',
    ]);
    expect(await ask('GET', `/serviceowner/dialogs/${unknownId}`, { 'x-persona': 'daglig-leder' })).toEqual([403, '']);
    expect(await ask('GET', `/enduser/dialogs/${unknownId}`, { authorization })).toEqual([403, '']);
  });

  it.each([['application/json', '{', 400]])(
    'answers a body of %s that it cannot read with problem details',
    async (type, body, status) => {
      const response = await fetch(`${emulator.url}/dialogporten/api/v1/serviceowner/dialogs`, {
        method: 'POST',
        headers: { authorization: `Bearer ${await provider.accessToken()}`, 'content-type': type },
        body,
      });

      expect(response.headers.get('content-type')).toMatch('application/problem+json');
      expect(await response.json()).toMatchObject({ status });
      expect(response.status).toBe(status);
    },
  );
});
