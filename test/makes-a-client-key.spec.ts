import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { importJWK, type JWK, jwtVerify } from 'jose';
import { loadSettings } from '../src/config/load-settings.js';
import { clientAssertion } from '../src/dialogporten/client-assertion.js';
import { makeClientKey } from '../src/dialogporten/client-key.js';

const program = fileURLToPath(new URL('../dist-programs/src/make-jwk.js', import.meta.url));
const makeJwk = (...args: string[]) => promisify(execFile)(process.execPath, [program, ...args]);

const secretParts = ['d', 'p', 'q', 'dp', 'dq', 'qi'];

describe('the key of a Maskinporten client', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'client-key-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is taken by the settings, and signs what the public half verifies', async () => {
    const { privateJwk, publicJwk } = await makeClientKey({ bits: 2048, kid: 'ours' });
    const settings = loadSettings(
      { MASKINPORTEN_PRIVATE_JWK: JSON.stringify(privateJwk) },
      {
        DIALOGPORTEN_SERVICE_RESOURCES: 'urn:altinn:resource:permit',
        SERVICE_OWNER_SCOPE: 'a',
        SERVICE_OWNER_ORGANIZATIONS: '991825827',
        MASKINPORTEN_CLIENT_ID: 'a-client',
      },
    );
    const client = { clientId: 'a-client', privateJwk: settings.MASKINPORTEN_PRIVATE_JWK, scope: 'a' };
    const assertion = await clientAssertion(client, 'https://issuer.example/', Math.floor(Date.now() / 1000));
    const { protectedHeader } = await jwtVerify(assertion, await importJWK(publicJwk, 'RS256'));
    expect(protectedHeader).toMatchObject({ kid: 'ours', alg: 'RS256' });
  });

  it('has a public half that gives nothing away', async () => {
    const { privateJwk, publicJwk } = await makeClientKey({ bits: 2048 });
    expect(Object.keys(privateJwk)).toEqual(expect.arrayContaining(secretParts));
    expect(Object.keys(publicJwk).toSorted()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
    expect(Buffer.from(publicJwk.n!, 'base64url')).toHaveLength(2048 / 8);
  });

  it('is not made too short', async () => {
    await expect(makeClientKey({ bits: 1024 })).rejects.toThrow('2048');
    await expect(makeClientKey({ bits: Number.NaN })).rejects.toThrow('2048');
  });

  it('is written by the program for its owner only, while the public half is printed', async () => {
    const file = join(folder, 'key.private.jwk');
    const { stdout, stderr } = await makeJwk('--out', file, '--kid', 'first', '--bits', '2048');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const privateJwk = JSON.parse(await readFile(file, 'utf8')) as JWK;
    const { kty, kid, use, alg, n, e } = privateJwk;
    expect(kid).toBe('first');
    expect(JSON.parse(stdout)).toEqual({ kty, kid, use, alg, n, e });
    expect(stdout + stderr).not.toContain(privateJwk.d);

    await expect(makeJwk('--out', file)).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('exists') });
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(privateJwk);
  });

  it('is printed by the program when no file is named, so that it can be handed on', async () => {
    const { stdout, stderr } = await makeJwk('--bits', '2048');
    const { d: _secret, ...rest } = JSON.parse(stdout) as JWK;
    expect(rest).toMatchObject(JSON.parse(stderr) as JWK);
  });

  it.each([[['--bits', '1024']], [['--what']], [['--bits', 'many']]])('is not made by %j', async (args) => {
    await expect(makeJwk(...args)).rejects.toMatchObject({ code: 2, stdout: '' });
  });
});
