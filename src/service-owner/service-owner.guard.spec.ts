import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Settings } from '../config/settings.js';
import { KeySet } from 'nestjs-dialog-token';
import { problemOf } from '../http/problem.filter.js';
import type { ServiceClock } from '../time/service-clock.js';
import { rsaKeysIn } from './maskinporten-keys.js';
import { ServiceOwnerCaller } from './service-owner-caller.js';
import { ServiceOwnerGuard } from './service-owner.guard.js';
import { ServiceOwnerStrategy } from './service-owner.strategy.js';

type Members = Readonly<Record<string, unknown>>;

const issuer = 'https://maskinporten.example/';
const publicUrl = 'https://provider.example';
const scope = 'permit:dialogs.write';
const settings = {
  MASKINPORTEN_ISSUER: issuer,
  PUBLIC_URL: publicUrl,
  SERVICE_OWNER_SCOPE: scope,
  SERVICE_OWNER_ORGANIZATIONS: ['991825827', '974761076'],
} as unknown as Settings;

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'key-1', use: 'sig', alg: 'RS256' };
const now = () => Math.floor(Date.now() / 1000);
const clock = { now: () => new Date() } as ServiceClock;
const encode = (part: Members | string) =>
  Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');

/** A token as Maskinporten makes it, but for what is given; `undefined` leaves something out. */
function token(claims: Members = {}, header: Members = {}, key: KeyObject = privateKey): string {
  const complete = {
    iss: issuer,
    client_id: 'a-client',
    consumer: { authority: 'iso6523-actorid-upis', ID: '0192:991825827' },
    scope: `another ${scope}`,
    iat: now(),
    exp: now() + 120,
    jti: 'x',
    ...claims,
  };
  const input = `${encode({ kid: 'key-1', alg: 'RS256', ...header })}.${encode(complete)}`;
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
}

describe('a caller of the service owner’s routes', () => {
  let keys: KeySet<KeyObject>;
  let guard: ServiceOwnerGuard;
  let fetches = 0;

  beforeAll(async () => {
    keys = new KeySet<KeyObject>({
      name: 'Maskinporten',
      fetchKeys: async () => {
        fetches += 1;
        return [jwk];
      },
      readKeys: rsaKeysIn,
      refreshSeconds: 3600,
      unknownKidCooldownSeconds: 60,
      now: Date.now,
      random: Math.random,
    });
    await keys.onModuleInit();
    guard = new ServiceOwnerGuard(settings, new ServiceOwnerStrategy(settings, keys, clock));
  });

  afterAll(() => keys.onModuleDestroy());

  async function outcomeOf(authorization: string | undefined): Promise<string> {
    try {
      const caller = await guard.admit({ headers: { authorization } });
      return caller instanceof ServiceOwnerCaller ? `let in: ${caller.organizationNumber}` : 'somebody else';
    } catch (error) {
      const { status, kind } = problemOf(error);
      return `${status} ${kind}`;
    }
  }

  it.each<[string, () => string]>([
    ['has a good token', () => token()],
    ['has one with a type', () => token({}, { typ: 'JWT' })],
    ['has one with the type of an access token (RFC 9068)', () => token({}, { typ: 'at+jwt' })],
    ['has one that is meant for us', () => token({ aud: publicUrl })],
    ['has one that is meant for us among others', () => token({ aud: ['https://other.example', publicUrl] })],
    ['has one that starts within the clocks’ difference', () => token({ nbf: now() + 6 })],
    ['has one that has expired by less than that', () => token({ exp: now() - 6 })],
  ])('is let in who %s', async (_what, made) => {
    expect(await outcomeOf(`Bearer ${made()}`)).toBe('let in: 991825827');
  });

  it('is let in by the guard of the service that is called, in any order of starts in this process', async () => {
    const elsewhere = { ...settings, MASKINPORTEN_ISSUER: 'https://elsewhere.example/' } as Settings;
    const other = new ServiceOwnerGuard(elsewhere, new ServiceOwnerStrategy(elsewhere, keys, clock));
    expect(await outcomeOf(`Bearer ${token()}`)).toBe('let in: 991825827');
    const foreign = { headers: { authorization: `Bearer ${token()}` } };
    await expect(other.admit(foreign)).rejects.toMatchObject({ kind: 'invalid-token' });
  });

  it('is known by its client, and a client of a supplier for each organisation by itself', async () => {
    const clientOf = async (claims: Members) =>
      (await guard.admit({ headers: { authorization: `Bearer ${token(claims)}` } })).clientId;
    const supplier = { authority: 'iso6523-actorid-upis', ID: '0192:310456829' };
    const other = { ID: '0192:974761076' };
    expect(await clientOf({})).toBe('a-client');
    expect(await clientOf({ supplier })).not.toBe(await clientOf({ supplier, consumer: other }));
    expect(await clientOf({ supplier })).not.toBe('a-client');
  });

  it('is told apart from those who call at the same time', async () => {
    const made = Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? token() : token({ exp: now() - 60 })));
    const outcomes = await Promise.all(made.map((each) => outcomeOf(`Bearer ${each}`)));
    expect(outcomes).toEqual(made.map((_, at) => (at % 2 === 0 ? 'let in: 991825827' : '401 invalid-token')));
  });

  it('is let in whose organisation is the second one', async () => {
    expect(await outcomeOf(`Bearer ${token({ consumer: { ID: '0192:974761076' } })}`)).toBe('let in: 974761076');
  });

  it.each([undefined, '', 'Basic eDp5', 'Bearer', 'Bearer '])('is asked for a token who sends %p', async (header) => {
    expect(await outcomeOf(header)).toBe('401 missing-token');
  });

  it('is refused who belongs to another organisation', async () => {
    const foreign = token({ consumer: { ID: '0192:310456799' } });
    expect(await outcomeOf(`Bearer ${foreign}`)).toBe('403 foreign-organization');
  });

  it.each([undefined, '', 'permit:dialogs', `${scope}.all`, scope.toUpperCase()])(
    'is refused whose scope is %p',
    async (other) => {
      const outcome = await outcomeOf(`Bearer ${token({ scope: other })}`);
      expect(outcome).toBe(other === undefined ? '401 invalid-token' : '403 missing-scope');
    },
  );

  const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const hmac = (secret: string) => {
    const input = `${encode({ kid: 'key-1', alg: 'HS256' })}.${token().split('.')[1]}`;
    return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
  };

  it.each<[string, () => string]>([
    ['of another key', () => token({}, {}, other.privateKey)],
    [
      'of a key that is in its header',
      () => token({}, { jwk: other.publicKey.export({ format: 'jwk' }) }, other.privateKey),
    ],
    ['of an unknown kid', () => token({}, { kid: 'invented' })],
    ['without a kid', () => token({}, { kid: undefined })],
    ['with an empty kid', () => token({}, { kid: '' })],
    ['with a kid that is a number', () => token({}, { kid: 1 })],
    ['with a kid of __proto__', () => token({}, { kid: '__proto__' })],
    ['with something critical', () => token({}, { crit: ['x'], x: 1 })],
    ['with the type of a dialog token’s sibling', () => token({}, { typ: 'dialogcontexttoken+jwt' })],
    ['with the type of a logout token', () => token({}, { typ: 'logout+jwt' })],
    ['with a type that is a list', () => token({}, { typ: ['JWT'] })],
    ['with alg none', () => `${encode({ kid: 'key-1', alg: 'none' })}.${token().split('.')[1]}.`],
    ['with alg PS256 over a genuine signature', () => token({}, { alg: 'PS256' })],
    ['with alg RS512 over a genuine signature', () => token({}, { alg: 'RS512' })],
    ['in HS256 by the public key as PEM', () => hmac(String(publicKey.export({ format: 'pem', type: 'spki' })))],
    ['in HS256 by the modulus', () => hmac(String(jwk.n))],
    ['whose claims were changed', () => token().replace(/\.[^.]+\./, `.${encode({ iss: issuer, scope })}.`)],
    ['of another issuer', () => token({ iss: 'https://maskinporten.example' })],
    ['without an issuer', () => token({ iss: undefined })],
    ['that is meant for somebody else', () => token({ aud: 'https://other.example' })],
    ['that is meant for nobody', () => token({ aud: [] })],
    ['that is meant for a part of us', () => token({ aud: `${publicUrl}/embeds` })],
    ['that has expired', () => token({ exp: now() - 11 })],
    ['that never expires', () => token({ exp: undefined })],
    ['that expires at 1e300', () => token({ exp: 1e300 })],
    ['that expires in words', () => token({ exp: 'tomorrow' })],
    ['that starts later', () => token({ nbf: now() + 60 })],
    ['of no consumer', () => token({ consumer: undefined })],
    ['of a consumer in words', () => token({ consumer: '0192:991825827' })],
    ['of a consumer of another register', () => token({ consumer: { ID: '9908:991825827' } })],
    ['of a consumer with something after its number', () => token({ consumer: { ID: '0192:991825827:x' } })],
    ['of several consumers', () => token({ consumer: [{ ID: '0192:991825827' }] })],
    ['of no client', () => token({ client_id: undefined })],
    ['of a client with a NUL', () => token({ client_id: 'a\0' })],
    ['of a client with half a character', () => token({ client_id: '\ud800' })],
    ['of a client that no index holds', () => token({ client_id: 'a'.repeat(3_000) })],
    ['for a scope with half a character', () => token({ scope: `${scope} \ud800` })],
    ['with padding', () => `${token()}==`],
    ['and a word', () => `${token()} x`],
    ['and another', () => `${token()}, Bearer ${token()}`],
    ['that is no JSON', () => `${encode('{')}.${encode('{')}.${encode('x')}`],
    ['of 16 000 dots', () => '.'.repeat(16_000)],
    ['that is too long', () => 'a'.repeat(17_000)],
  ])('is refused who has a token %s', async (_what, made) => {
    expect(await outcomeOf(`Bearer ${made()}`)).toBe('401 invalid-token');
  });

  it('is let in while others invent key after key, and none of them has the keys fetched again and again', async () => {
    const before = fetches;
    for (let invented = 0; invented < 200; invented += 1) {
      expect(await outcomeOf(`Bearer ${token({}, { kid: `invented-${invented}` })}`)).toBe('401 invalid-token');
      if (invented % 20 === 0) expect(await outcomeOf(`Bearer ${token()}`)).toBe('let in: 991825827');
    }
    expect(fetches - before).toBeLessThanOrEqual(1);
  });
});
