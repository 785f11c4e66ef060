import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { testProvider } from './testing/clients.js';
import { testPolicy } from './testing/policy.js';
import { type Emulator, type EmulatorOptions, startEmulator } from './emulator.js';
import { activity, newDialog } from './testing/dialogs.js';
import { MaskinportenCaller } from './testing/maskinporten-caller.js';

const keySetPath = '/dialogporten/api/v1/.well-known/jwks.json';

let running: Emulator[];
let dataDir: string;

beforeEach(() => {
  running = [];
  dataDir = mkdtempSync(join(tmpdir(), 'emulator-'));
});

afterEach(async () => {
  await Promise.all(running.map((emulator) => emulator.stop()));
  rmSync(dataDir, { recursive: true });
});

async function start(options: Partial<EmulatorOptions> = {}): Promise<Emulator> {
  const emulator = await startEmulator({ policy: testPolicy, ...options });
  running.push(emulator);
  return emulator;
}

function providerOf({ url }: Emulator): MaskinportenCaller {
  return new MaskinportenCaller(url, testProvider.clientId, testProvider.privateJwk);
}

async function get(emulator: Emulator, path: string): Promise<unknown> {
  return (await fetch(`${emulator.url}${path}`)).json();
}

async function keyIds(emulator: Emulator): Promise<string[]> {
  return ((await get(emulator, keySetPath)) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
}

describe('the stand-in', () => {
  it('goes by its public URL, when it has one', async () => {
    const emulator = await start({ publicUrl: 'https://platform.example/' });

    const claims = Buffer.from(emulator.signDialogToken().split('.')[1]!, 'base64url').toString();
    expect(emulator.url).toBe('https://platform.example');
    expect(JSON.parse(claims)).toMatchObject({ iss: 'https://platform.example/dialogporten/api/v1' });
  });

  it('keeps its keys and dialogs in its folder over a restart', async () => {
    const first = await start({ dataDir });
    const id = await providerOf(first).create(newDialog({ idempotentKey: 'kept', activities: [activity()] }));
    const kept = first.dialogs.get(id);
    const before = [await get(first, keySetPath), await get(first, '/maskinporten/jwk')];
    await first.stop();

    const second = await start({ dataDir });

    expect(second.dialogs.get(id)).toEqual(kept);
    expect([await get(second, keySetPath), await get(second, '/maskinporten/jwk')]).toEqual(before);
    expect((await providerOf(second).call('POST', '/dialogs', newDialog({ idempotentKey: 'kept' }))).status).toBe(409);
  });

  it('keeps its files whole, and from others', async () => {
    chmodSync(dataDir, 0o755);
    const emulator = await start({ dataDir });
    await providerOf(emulator).create(newDialog());

    const files = readdirSync(dataDir).toSorted();
    expect(files).toEqual(['dialogporten-keys.json', 'dialogs.json', 'maskinporten-key.json']);
    expect(files.map((file) => statSync(join(dataDir, file)).mode & 0o777)).toEqual([0o600, 0o600, 0o600]);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  });

  it('can be away for a while, on the same port and with all it knew', async () => {
    const emulator = await start();
    const provider = providerOf(emulator);
    const id = await provider.create(newDialog());
    const { url } = emulator;

    await emulator.pause();
    await expect(provider.call('GET', `/dialogs/${id}`)).rejects.toThrow('fetch failed');
    await emulator.resume();

    expect(emulator.url).toBe(url);
    expect((await provider.call('GET', `/dialogs/${id}`)).status).toBe(200);
  });

  it('stops at once, even while an answer is under way', async () => {
    const emulator = await start();
    emulator.faults.set([{ latencyMs: 60_000 }]);
    const pending = fetch(`${emulator.url}${keySetPath}`);
    while (emulator.requests.list().length === 0) await new Promise(setImmediate);

    await emulator.stop();

    await expect(pending).rejects.toThrow('fetch failed');
  });
});

describe('the keys of dialog tokens', () => {
  it('are all replaced by a rotation, and stay so over a restart', async () => {
    const emulator = await start({ dataDir });
    const before = await keyIds(emulator);
    const token = emulator.signDialogToken();

    expect((await fetch(`${emulator.url}/emulator/keys/rotate`, { method: 'POST' })).status).toBe(204);

    const after = await keyIds(emulator);
    expect(after).toHaveLength(2);
    expect(after.filter((kid) => before.includes(kid))).toEqual([]);
    const keySet = createRemoteJWKSet(new URL(keySetPath, emulator.url));
    await expect(jwtVerify(token, keySet)).rejects.toThrow('no applicable key found');
    await expect(jwtVerify(emulator.signDialogToken(), keySet)).resolves.toBeDefined();
    await emulator.stop();
    expect(await keyIds(await start({ dataDir }))).toEqual(after);
  });

  it('sign odd tokens for tests: members added, replaced and left out', async () => {
    const emulator = await start();
    const [, second] = await keyIds(emulator);
    const keySet = createRemoteJWKSet(new URL(keySetPath, emulator.url));

    const token = emulator.signDialogToken(
      { l: 'high', jti: undefined },
      { kid: second, typ: 'dialogcontexttoken+jwt' },
    );

    const { payload, protectedHeader } = await jwtVerify(token, keySet);
    expect(protectedHeader).toEqual({ alg: 'EdDSA', typ: 'dialogcontexttoken+jwt', kid: second });
    expect(payload).toMatchObject({ iss: `${emulator.url}/dialogporten/api/v1`, l: 'high' });
    expect(payload).not.toHaveProperty('jti');
  });

  it('can be rotated by the test that runs the stand-in', async () => {
    const emulator = await start();
    const before = await keyIds(emulator);

    await emulator.rotateKeys();

    expect(await keyIds(emulator)).not.toEqual(before);
  });
});
