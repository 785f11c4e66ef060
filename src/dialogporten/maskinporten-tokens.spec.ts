import { verify } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { UnsecuredJWT } from 'jose';
import { DialogportenError } from './dialogporten-error.js';
import type { MaskinportenOptions } from './maskinporten-grant.js';
import { MaskinportenTokens } from './maskinporten-tokens.js';
import { clientJwk, clientKey, ScriptedPlatform } from '../../test/support/scripted-platform.js';

const metadataRoute = 'GET /maskinporten/.well-known/oauth-authorization-server';
const tokenRoute = 'POST /maskinporten/token';
const start = Date.parse('2025-06-01T12:00:00Z');

let platform: ScriptedPlatform;
let now: number;
let warnings: string[];

const silent = () => undefined;

beforeEach(async () => {
  platform = await ScriptedPlatform.start();
  now = start;
  warnings = [];
  Logger.overrideLogger({ log: silent, error: silent, warn: (message: string) => warnings.push(message) });
});
afterEach(() => platform.stop());

function tokensWith(options: Partial<MaskinportenOptions> = {}): MaskinportenTokens {
  return new MaskinportenTokens({
    issuer: platform.issuer,
    clientId: 'our-client',
    privateJwk: clientJwk,
    scope: 'digdir:dialogporten.serviceprovider other:scope',
    timeoutMs: 5_000,
    now: () => now,
    ...options,
  });
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await turn();
}

async function failureOf(call: Promise<unknown>): Promise<DialogportenError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DialogportenError);
  return error as DialogportenError;
}

const decoded = (part: string | undefined) => JSON.parse(Buffer.from(part ?? '', 'base64url').toString());

async function sentAssertion() {
  await tokensWith().token();
  return new URLSearchParams(platform.requests(tokenRoute).at(-1)?.body).get('assertion')?.split('.') ?? [];
}

const refused = { outcome: 'retry', obstacle: 'credentials' };
const away = { outcome: 'retry', obstacle: 'platform' };

const exchangingTokens = () => tokensWith({ exchangeUrl: `${platform.url}/exchange` });

describe('the assertion', () => {
  test('is sent as an RFC 7523 grant', async () => {
    await tokensWith().token();
    const [request] = platform.requests(tokenRoute);
    expect(request?.headers['content-type']).toMatch('application/x-www-form-urlencoded');
    expect(new URLSearchParams(request?.body).get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
  });

  test('says who we are, what we want, to whom, and for at most 120 s', async () => {
    const [header, payload] = await sentAssertion();
    expect(decoded(header)).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'our-key' });
    expect(decoded(payload)).toEqual({
      iss: 'our-client',
      aud: platform.issuer,
      scope: 'digdir:dialogporten.serviceprovider other:scope',
      iat: start / 1000,
      exp: start / 1000 + 100,
      jti: expect.stringMatching(/^[\da-f-]{36}$/),
    });
  });

  test('is signed with our key', async () => {
    const [header, payload, signature] = await sentAssertion();
    const signed = Buffer.from(`${header}.${payload}`);
    expect(verify('RSA-SHA256', signed, clientKey.publicKey, Buffer.from(signature ?? '', 'base64url'))).toBe(true);
  });

  test('is another one each time', async () => {
    const [[, first], [, second]] = [await sentAssertion(), await sentAssertion()];
    expect(decoded(first).jti).not.toBe(decoded(second).jti);
  });

  test('cannot be made with a key that is not one, which is for us to mend', async () => {
    const { kid, ...nameless } = clientJwk;
    expect(await failureOf(tokensWith({ privateJwk: nameless }).token())).toMatchObject(refused);
    const error = await failureOf(tokensWith({ privateJwk: { kty: 'RSA', kid, n: 'AQAB', e: 'AQAB' } }).token());
    expect(error).toMatchObject(refused);
  });
});

describe('the metadata', () => {
  test('are found with and without a slash at the end of the issuer, and the audience is the issuer that they name', async () => {
    await tokensWith({ issuer: platform.issuer.slice(0, -1) }).token();
    const form = new URLSearchParams(platform.requests(tokenRoute)[0]?.body);
    expect(decoded(form.get('assertion')?.split('.')[1]).aud).toBe(platform.issuer);
  });

  test('are fetched once', async () => {
    const tokens = tokensWith();
    await tokens.token();
    now += 121_000;
    await tokens.token();
    expect(platform.requests(metadataRoute)).toHaveLength(1);
    expect(platform.requests(tokenRoute)).toHaveLength(2);
  });

  test('are fetched again when the token endpoint has moved', async () => {
    const tokens = tokensWith();
    platform.on(tokenRoute, () => ({ status: 404 }));
    expect(await failureOf(tokens.token())).toMatchObject(away);
    platform.on(metadataRoute, () => ({ body: { ...platform.metadata, token_endpoint: `${platform.url}/moved` } }));
    platform.on('POST /moved', () => ({ body: platform.grant() }));
    expect(await tokens.token()).toBe('token-1');
  });

  test("that are another issuer's are refused, and so is a token endpoint of another scheme", async () => {
    platform.on(metadataRoute, () => ({ body: { ...platform.metadata, issuer: 'https://evil.example/' } }));
    expect(await failureOf(tokensWith().token())).toMatchObject(refused);
    platform.on(metadataRoute, () => ({ body: { ...platform.metadata, token_endpoint: 'ftp://127.0.0.1/token' } }));
    expect(await failureOf(tokensWith().token())).toMatchObject(refused);
    expect(platform.requests(tokenRoute)).toHaveLength(0);
  });

  test.each([{ status: 503 }, { status: 404 }, { body: '<html>' }, { body: {} }])(
    'may be missing for a while: %j',
    async (reply) => {
      const tokens = tokensWith();
      platform.on(metadataRoute, () => reply);
      expect(await failureOf(tokens.token())).toMatchObject(away);
      platform.on(metadataRoute, () => ({ body: platform.metadata }));
      expect(await tokens.token()).toBe('token-1');
    },
  );
});

describe('a token', () => {
  test('is handed out until little of its life remains', async () => {
    const tokens = tokensWith();
    await tokens.token();
    now += 79_000;
    expect(await tokens.token()).toBe('token-1');
    expect(platform.requests(tokenRoute)).toHaveLength(1);
  });

  test('is renewed in the background when a third of its life remains, without making a request wait', async () => {
    const tokens = tokensWith();
    await tokens.token();
    now += 80_000;
    const released = new EventEmitter();
    platform.on(tokenRoute, async () => {
      await once(released, 'now');
      return { body: platform.grant() };
    });
    expect(await tokens.token()).toBe('token-1');
    await until(() => released.listenerCount('now') === 1);
    expect(await tokens.token()).toBe('token-1');
    released.emit('now');
    await until(async () => (await tokens.token()) === 'token-2');
    expect(platform.requests(tokenRoute)).toHaveLength(2);
  });

  test('of a short life is renewed when 20 s remain, one of a very short life when half of it does', async () => {
    for (const [lifetime, renewedAfter] of [
      [45, 25],
      [10, 5],
    ] as const) {
      platform.on(tokenRoute, () => ({ body: platform.grant(lifetime) }));
      const tokens = tokensWith();
      const first = await tokens.token();
      const before = platform.requests(tokenRoute).length;
      now += renewedAfter * 1000 - 1;
      expect(await tokens.token()).toBe(first);
      expect(platform.requests(tokenRoute)).toHaveLength(before);
      now += 1;
      expect(await tokens.token()).toBe(first);
      await until(async () => (await tokens.token()) !== first);
    }
  });

  test('stays in use when its early renewal fails, which is tried again 5 s later', async () => {
    const tokens = tokensWith();
    await tokens.token();
    platform.on(tokenRoute, () => ({ status: 503 }));
    now += 90_000;
    expect(await tokens.token()).toBe('token-1');
    await until(() => warnings.length === 1);
    now += 4_999;
    expect(await tokens.token()).toBe('token-1');
    expect(platform.requests(tokenRoute)).toHaveLength(2);
    now += 1;
    expect(await tokens.token()).toBe('token-1');
    await until(() => platform.requests(tokenRoute).length === 3);
    expect(warnings[0]).toMatch('Maskinporten answered 503');
  });

  test('that has expired is not handed out', async () => {
    const tokens = tokensWith();
    await tokens.token();
    now += 120_000;
    expect(await tokens.token()).toBe('token-2');
    now += 120_000;
    platform.on(tokenRoute, () => ({ status: 503 }));
    expect(await failureOf(tokens.token())).toMatchObject(away);
  });

  test('is asked for once, however many wait for it', async () => {
    const tokens = tokensWith();
    const got = await Promise.all(Array.from({ length: 100 }, () => tokens.token()));
    expect(new Set(got)).toEqual(new Set(['token-1']));
    expect(platform.requests(tokenRoute)).toHaveLength(1);
    expect(platform.requests(metadataRoute)).toHaveLength(1);
  });

  test('that is forgotten is replaced, once', async () => {
    const tokens = tokensWith();
    await tokens.token();
    tokens.forget('token-1');
    expect(await tokens.token()).toBe('token-2');
    tokens.forget('token-1');
    expect(await tokens.token()).toBe('token-2');
  });
});

describe('a failure', () => {
  test.each([400, 401, 403])(
    'with %i from the token endpoint is for us to mend, and says what Maskinporten says',
    async (status) => {
      platform.on(tokenRoute, () => ({ status, body: { error: 'invalid_grant', error_description: 'Unknown key' } }));
      const error = await failureOf(tokensWith().token());
      expect(error).toMatchObject({ ...refused, status });
      expect(error.message).toBe('Maskinporten refused the grant: invalid_grant: Unknown key');
    },
  );

  test.each([408, 429, 500, 503])('with %i can be retried, when Maskinporten says', async (status) => {
    platform.on(tokenRoute, () => ({ status, headers: { 'Retry-After': '7' } }));
    expect(await failureOf(tokensWith().token())).toMatchObject({ ...away, status, retryAfterMs: 7_000 });
  });

  test.each([
    '<html>',
    'null',
    {},
    { access_token: 'a b', expires_in: 120 },
    { access_token: 'a', expires_in: '120' },
    { access_token: 'a', expires_in: 0 },
  ])('to understand the answer can be retried: %j', async (body) => {
    platform.on(tokenRoute, () => ({ body }));
    expect(await failureOf(tokensWith().token())).toMatchObject(away);
  });

  test('to reach Maskinporten can be retried', async () => {
    const { url } = platform;
    const tokens = tokensWith();
    await platform.stop();
    const message = `No answer from ${url}: ECONNREFUSED`;
    expect(await failureOf(tokens.token())).toMatchObject({ ...away, message });
    platform = await ScriptedPlatform.start();
  });

  test('to answer in time can be retried', async () => {
    platform.on(tokenRoute, () => undefined);
    const error = await failureOf(tokensWith({ timeoutMs: 50 }).token());
    expect(error).toMatchObject({ ...away, message: `No answer from ${platform.url}: nothing within 50 ms` });
  });

  test('is not remembered', async () => {
    const tokens = tokensWith();
    platform.on(tokenRoute, () => ({ status: 503 }));
    await failureOf(tokens.token());
    platform.on(tokenRoute, () => ({ body: platform.grant() }));
    expect(await tokens.token()).toBe('token-1');
  });

  test('shows no token and no national identity number', async () => {
    const description = 'client of 14886498226 sent eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln';
    platform.on(tokenRoute, () => ({
      status: 400,
      body: { error: 'invalid_request', error_description: description },
    }));
    const { message } = await failureOf(tokensWith().token());
    expect(message).toMatch('invalid_request');
    expect(message).not.toMatch(/14886498226|eyJ/);
  });
});

describe('the Altinn exchange', () => {
  test('gets the Maskinporten token, and its answer is what is used', async () => {
    platform.on('GET /exchange', () => ({ body: 'altinn-token\n' }));
    expect(await exchangingTokens().token()).toBe('altinn-token');
    expect(platform.requests('GET /exchange')[0]?.headers.authorization).toBe('Bearer token-1');
  });

  test('gives a token that lives as long as it says itself', async () => {
    const altinnToken = new UnsecuredJWT({}).setExpirationTime(start / 1000 + 1800).encode();
    platform.on('GET /exchange', () => ({ body: altinnToken }));
    const tokens = exchangingTokens();
    await tokens.token();
    now += 1_100_000;
    expect(await tokens.token()).toBe(altinnToken);
    expect(platform.requests(tokenRoute)).toHaveLength(1);
  });

  test('gives a token that lives as long as the one exchanged when it does not say', async () => {
    platform.on('GET /exchange', () => ({ body: 'opaque' }));
    const tokens = exchangingTokens();
    await tokens.token();
    now += 120_000;
    await tokens.token();
    expect(platform.requests('GET /exchange')).toHaveLength(2);
  });

  test('that refuses us is for us to mend; one that is away, or answers nonsense, can be retried', async () => {
    const expired = new UnsecuredJWT({}).setExpirationTime(start / 1000 - 1).encode();
    for (const [reply, obstacle] of [
      [{ status: 403 }, refused],
      [{ status: 503 }, away],
      [{ body: '<html> </html>' }, away],
      [{ body: '' }, away],
      [{ body: expired }, away],
    ] as const) {
      platform.on('GET /exchange', () => reply);
      expect(await failureOf(exchangingTokens().token())).toMatchObject(obstacle);
    }
  });
});
