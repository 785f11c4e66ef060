import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Settings } from '../config/settings.js';
import { IdPorten } from './id-porten.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' };
const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

/** ID-porten as far as a login needs it, with id tokens that say what the test wants. */
describe('what ID-porten says of a person', () => {
  let server: Server;
  let origin: string;
  let issuer: string;
  let claims: Record<string, unknown>;
  let nonce: string;
  /** How far the service's clock, and that of ID-porten, are ahead of that of this process, in milliseconds. */
  let aheadMs: number;

  beforeEach(async () => {
    Logger.overrideLogger(false);
    aheadMs = 0;
    server = createServer((request, response) => {
      const documents: Record<string, () => object> = {
        '/.well-known/openid-configuration': () => ({
          issuer,
          authorization_endpoint: `${origin}/authorize`,
          token_endpoint: `${origin}/token`,
          jwks_uri: `${origin}/jwks`,
          id_token_signing_alg_values_supported: ['RS256'],
          code_challenge_methods_supported: ['S256'],
        }),
        '/jwks': () => ({ keys: [jwk] }),
        '/token': () => ({ access_token: 'x', token_type: 'Bearer', expires_in: 120, id_token: idToken() }),
      };
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify(documents[request.url!]!()));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    issuer = origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  function idToken(): string {
    const now = Math.floor((Date.now() + aheadMs) / 1000);
    const times = { iat: now, exp: now + 120 };
    const input = `${encode({ alg: 'RS256', kid: 'one' })}.${encode({ iss: issuer, aud: 'us', sub: 'x', nonce, ...times, ...claims })}`;
    return `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`;
  }

  async function logIn(given: Record<string, unknown>, serviceAheadMs = aheadMs) {
    const settings = { IDPORTEN_ISSUER: origin, IDPORTEN_CLIENT_ID: 'us', IDPORTEN_CLIENT_SECRET: 'ours' };
    const clock = { now: () => new Date(Date.now() + serviceAheadMs) };
    const idPorten = new IdPorten({ ...settings, PUBLIC_URL: 'http://localhost:3000' } as unknown as Settings, clock);
    const { pending } = await idPorten.start(3, 'nb');
    nonce = pending.nonce;
    claims = given;
    return idPorten.finish(`code=x&state=${pending.state}`, pending);
  }

  const person = { pid: '14886498226', acr: 'idporten-loa-high', sid: 'a-session' };
  const byEmail = { email: 'a@b.no', acr: 'selfregistered-email', sid: 'a-session' };

  it('is taken when all of it can be stored', async () => {
    expect(await logIn(person)).toEqual({
      urn: 'urn:altinn:person:identifier-no:14886498226',
      level: 4,
      idPortenSession: 'a-session',
    });
    expect(await logIn(byEmail)).toMatchObject({ urn: 'urn:altinn:person:idporten-email:a@b.no', level: 0 });
  });

  it.each([
    ['a session with a NUL', { ...person, sid: 'a\0b' }],
    ['a session with half a character', { ...person, sid: '\ud800' }],
    ['a session that no index holds', { ...person, sid: 'a'.repeat(3_000) }],
    ['an e-mail address with a NUL', { ...byEmail, email: 'a\0@b.no' }],
    ['an e-mail address with half a character', { ...byEmail, email: 'a\udc00@b.no' }],
    ['an e-mail address without end', { ...byEmail, email: `${'a'.repeat(3_000)}@b.no` }],
  ])('is no login when it names %s', async (_, given) => {
    await expect(logIn(given)).rejects.toMatchObject({ kind: 'login-failed' });
  });

  it.each([-3_600_000, 3_600_000])(
    'is judged by the clock of the service, where ours is %d ms behind it',
    async (ms) => {
      aheadMs = ms;
      expect(await logIn(person)).toMatchObject({ level: 4 });
      if (ms < 0) await expect(logIn(person, 0)).rejects.toMatchObject({ kind: 'login-failed' });
    },
  );

  it('is not asked for when the metadata name another issuer, which the error names', async () => {
    issuer = `${origin}/other/`;
    await expect(logIn(person)).rejects.toMatchObject({
      kind: 'unavailable',
      cause: { message: `the metadata name another issuer, "${origin}/other/", than IDPORTEN_ISSUER` },
    });
  });
});
