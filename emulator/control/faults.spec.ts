import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { testProvider } from '../testing/clients.js';
import { type Emulator, type Fault, startEmulator } from '../emulator.js';
import { newDialog } from '../testing/dialogs.js';
import { testPolicy } from '../testing/policy.js';
import { MaskinportenCaller } from '../testing/maskinporten-caller.js';

const keySet = '/dialogporten/api/v1/.well-known/jwks.json';
const dialogs = '/dialogporten/api/v1/serviceowner/dialogs';

let emulator: Emulator;
let provider: MaskinportenCaller;

beforeAll(async () => {
  emulator = await startEmulator({ policy: testPolicy });
  provider = new MaskinportenCaller(emulator.url, testProvider.clientId, testProvider.privateJwk);
  await provider.accessToken();
});

afterEach(() => {
  emulator.faults.clear();
  emulator.requests.clear();
});

afterAll(() => emulator.stop());

function putFaults(faults: unknown): Promise<Response> {
  return fetch(`${emulator.url}/emulator/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(faults),
  });
}

const ask = (path: string) => fetch(`${emulator.url}${path}`);

describe('a fault', () => {
  it('answers with a status, as problem details, for as long as it lasts', async () => {
    expect((await putFaults({ status: 503, retryAfterSeconds: 7, times: 2 })).status).toBe(204);

    const first = await ask(keySet);
    expect([first.status, first.headers.get('retry-after')]).toEqual([503, '7']);
    expect(await first.json()).toMatchObject({ status: 503, instance: keySet });
    expect(await (await ask('/emulator/faults')).json()).toMatchObject([{ status: 503, times: 1 }]);
    expect((await ask(keySet)).status).toBe(503);
    expect((await ask(keySet)).status).toBe(200);
  });

  it('strikes only what it matches, and the first of several does', async () => {
    emulator.faults.set([
      { match: `POST ${keySet}`, status: 500 },
      { match: `GET ${keySet}`, status: 501 },
      { match: '/dialogporten', status: 502 },
    ]);

    expect((await ask(keySet)).status).toBe(501);
    expect((await ask(dialogs)).status).toBe(502);
    expect((await ask('/maskinporten/jwk')).status).toBe(200);
  });

  it('makes an answer late', async () => {
    emulator.faults.set([{ latencyMs: 60 }]);
    const before = performance.now();

    expect((await ask(keySet)).status).toBe(200);
    // A timer may be up to a millisecond early.
    expect(performance.now() - before).toBeGreaterThan(58);
  });

  it('may be no answer at all', async () => {
    emulator.faults.set([{ absent: true, times: 1 }]);

    await expect(ask(keySet)).rejects.toThrow('fetch failed');
    expect((await ask(keySet)).status).toBe(200);
    expect(emulator.requests.list().map(({ status }) => status)).toEqual([null, 200]);
  });

  it('may keep from the caller that the request was performed', async () => {
    emulator.faults.set([{ match: `POST ${dialogs}`, after: 'commit', times: 1 }]);
    const dialog = newDialog({ idempotentKey: 'unheard' });

    await expect(provider.call('POST', '/dialogs', dialog)).rejects.toThrow('fetch failed');
    expect((await provider.call('POST', '/dialogs', dialog)).status).toBe(409);
  });

  it('may lie to the caller about a request that was performed', async () => {
    emulator.faults.set([{ match: `POST ${dialogs}`, after: 'commit', status: 502, times: 1 }]);
    const dialog = newDialog({ idempotentKey: 'denied' });

    expect((await provider.call('POST', '/dialogs', dialog)).status).toBe(502);
    expect((await provider.call('POST', '/dialogs', dialog)).status).toBe(409);
  });

  it('never strikes where faults are governed, and ends when it is told to', async () => {
    emulator.faults.set([{ absent: true }]);

    expect(await (await ask('/emulator/faults')).json()).toEqual([{ absent: true }]);
    expect((await fetch(`${emulator.url}/emulator/faults`, { method: 'DELETE' })).status).toBe(204);
    expect((await ask(keySet)).status).toBe(200);
  });

  it.each<[unknown]>([[{ status: 'x' }], [{ colour: 'red' }], [{ match: 'GET' }], [[{ absent: false }]], ['absent']])(
    'is refused as %j',
    async (fault) => {
      expect((await putFaults(fault)).status).toBe(400);
    },
  );

  it('comes in a list as well', async () => {
    const faults: Fault[] = [{ match: 'GET /maskinporten', status: 500 }, { status: 503 }];

    await putFaults(faults);

    expect(emulator.faults.list()).toEqual(faults);
  });
});

describe('the request log', () => {
  it('holds what was asked and answered, and nothing personal', async () => {
    await ask(`${keySet}?party=urn:altinn:person:identifier-no:14886498226`);
    await provider.call('POST', '/dialogs', newDialog());

    const log = await (await ask('/emulator/requests')).json();

    expect(log).toEqual([
      { at: expect.any(String), method: 'GET', path: keySet, traceparent: null, status: 200 },
      { at: expect.any(String), method: 'POST', path: dialogs, traceparent: null, status: 201 },
    ]);
  });

  it('forgets when it is told to', async () => {
    await ask(keySet);

    await fetch(`${emulator.url}/emulator/requests`, { method: 'DELETE' });

    expect(emulator.requests.list()).toEqual([]);
  });

  it('keeps the latest when there are too many', async () => {
    const { RequestLog } = await import('./request-log.js');
    const log = new RequestLog();
    for (let count = 0; count < 10_001; count += 1) {
      log.enter(new Date(), { method: 'GET', path: `/${count}`, traceparent: null })(200);
    }

    expect(log.list()).toHaveLength(5_001);
    expect(log.list().at(-1)).toMatchObject({ path: '/10000', status: 200 });
  });
});
