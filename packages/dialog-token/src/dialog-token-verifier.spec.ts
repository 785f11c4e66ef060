import { createHmac, createPrivateKey, sign } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  createSigningKey,
  dialogTokenClaims,
  dialogTokenHeader,
  signCompact,
  type SigningKey,
} from './testing/index.js';
import { DialogToken } from './dialog-token.js';
import { DialogTokenVerifier, type DialogTokenVerifierOptions } from './dialog-token-verifier.js';
import { verifyEd25519 } from './ed25519.js';
import { KeySet } from './keys/key-set.js';
import { verificationKeysIn } from './verification-key.js';

const second = 1000;
const minute = 60 * second;
const key = createSigningKey('key-1');
const nextKey = createSigningKey('key-2');

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
const littleEndian = (bytes: Uint8Array): string => Buffer.from(bytes.toReversed()).toString('hex');

describe('DialogTokenVerifier', () => {
  let now: number;
  let published: readonly unknown[];
  let keys: KeySet;
  let verifier: DialogTokenVerifier;

  beforeEach(async () => {
    now = Date.UTC(2026, 0, 1);
    published = [key.jwk, nextKey.jwk];
    keys = new KeySet({
      name: 'the issuer',
      fetchKeys: async () => published,
      readKeys: verificationKeysIn,
      refreshSeconds: 3600,
      unknownKidCooldownSeconds: 300,
      now: () => now,
      random: Math.random,
    });
    await keys.onModuleInit();
    verifier = create();
  });

  afterEach(() => keys.onModuleDestroy());

  function create(options: Partial<DialogTokenVerifierOptions> = {}): DialogTokenVerifier {
    return new DialogTokenVerifier({
      keys: { keyOf: (kid) => keys.keyOf(kid) },
      issuer: 'https://platform.example/dialogporten/api/v1',
      clockToleranceSeconds: 10,
      maxTokenLength: 16_000,
      cacheBytes: 1_000_000,
      now: () => now,
      ...options,
    });
  }

  function signed(claims: Record<string, unknown> = {}): string {
    return signedBy(key, {}, claims);
  }

  function signedBy(signer: SigningKey, header: Record<string, unknown>, claims: Record<string, unknown> = {}): string {
    return signCompact(signer, dialogTokenHeader(signer, header), dialogTokenClaims(claims, now));
  }

  /** Has the keys fetched anew, five minutes later. */
  async function refreshed(): Promise<void> {
    const before = keys.fetchedAt?.getTime();
    now += 300 * second;
    keys.keyOf('unknown');
    while (keys.fetchedAt?.getTime() === before) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Verifies, and tells the outcome in a word. */
  async function outcomeOf(compact: string): Promise<string> {
    try {
      return DialogToken.is(await verifier.verify(compact)) ? 'verified' : 'something else';
    } catch (error) {
      return (error as { kind: string }).kind;
    }
  }

  it('gives the token that the issuer signed', async () => {
    const token = await verifier.verify(signed({ jti: 'a-jti' }));
    expect(token).toMatchObject({
      id: 'a-jti',
      issuer: 'https://platform.example/dialogporten/api/v1',
      issuedAt: now / second,
      notBefore: now / second,
      expiresAt: now / second + 600,
      level: 3,
      serviceResource: 'urn:altinn:resource:serving-licence',
      dialogId: '0194a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b',
      supplier: undefined,
      systemUser: undefined,
      entities: [],
    });
  });

  it('gives a token that it knows at once, as the same object', async () => {
    const compact = signed();
    const token = await verifier.verify(compact);
    expect(verifier.verify(compact)).toBe(token);
  });

  it('forgets the least recently used tokens when they take too much memory', () => {
    const [one, two, three] = [signed(), signed(), signed()];
    verifier = create({ cacheBytes: 2 * (2_000 + 6 * (one.length + 10)) });
    const [ours, theirs] = [verifier.verify(one), verifier.verify(two)];
    expect(verifier.verify(one)).toBe(ours);
    verifier.verify(three);
    expect(verifier.verify(one)).toBe(ours);
    expect(verifier.verify(two)).not.toBe(theirs);
  });

  it('remembers fewer tokens the larger they are', () => {
    const entities = Array.from({ length: 150 }, (_, index) => `entity-${index}`.padEnd(36, 'x'));
    const large = Array.from({ length: 40 }, () => signed({ e: entities }));
    verifier = create({ cacheBytes: 1_000_000 });
    const tokens = large.map((compact) => verifier.verify(compact));
    expect(large[0]!.length).toBeGreaterThan(7_000);
    expect(large.filter((compact, index) => verifier.verify(compact) === tokens[index]).length).toBeLessThan(25);
  });

  describe('RFC 8037', () => {
    const x = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';
    const jws =
      'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.' +
      'hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg';

    beforeEach(async () => {
      published = [{ kty: 'OKP', crv: 'Ed25519', kid: 'rfc8037', x }];
      keys.onModuleDestroy();
      keys = new KeySet({
        name: 'the issuer',
        fetchKeys: async () => published,
        readKeys: verificationKeysIn,
        refreshSeconds: 3600,
        unknownKidCooldownSeconds: 300,
        now: () => now,
        random: Math.random,
      });
      await keys.onModuleInit();
    });

    it('its example verifies with the key that we import (appendix A.4)', async () => {
      const rfcKey = keys.keyOf('rfc8037');
      if (rfcKey === undefined) throw new Error('the key was not imported');
      const [header, payload, signature] = jws.split('.');
      const input = Buffer.from(`${header}.${payload}`);
      expect(verifyEd25519(input, Buffer.from(signature!, 'base64url'), rfcKey)).toBe(true);
      expect(verifyEd25519(input.fill('x', 3, 4), Buffer.from(signature!, 'base64url'), rfcKey)).toBe(false);
    });

    it('its example is no dialog token', async () => {
      expect(await outcomeOf(jws)).toBe('invalid-token');
    });

    it('its private key makes tokens that verify (appendix A.1)', async () => {
      const d = 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A';
      const privateKey = createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', d, x }, format: 'jwk' });
      expect(signCompact({ privateKey }, '{"alg":"EdDSA"}', 'Example of Ed25519 signing')).toBe(jws);
      const compact = signCompact({ privateKey }, dialogTokenHeader({ kid: 'rfc8037' }), dialogTokenClaims({}, now));
      expect(await outcomeOf(compact)).toBe('verified');
    });
  });

  describe('forgery', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

    it('no change of one character verifies, wherever it is', async () => {
      const compact = signed();
      const changed = Array.from(compact, (character, index) => {
        const other = alphabet[(alphabet.indexOf(character) + 1 + (index % 62)) % 64] ?? '';
        return compact.slice(0, index) + other + compact.slice(index + 1);
      });
      const deleted = Array.from(compact, (_, index) => compact.slice(0, index) + compact.slice(index + 1));
      const outcomes = await Promise.all([...changed, ...deleted].map(outcomeOf));
      expect(new Set(outcomes)).toEqual(new Set(['invalid-token']));
    });

    it('no other last character of any part verifies', async () => {
      const compact = signed();
      const ends = [compact.indexOf('.') - 1, compact.lastIndexOf('.') - 1, compact.length - 1];
      const changed = ends.flatMap((end) =>
        Array.from(alphabet, (character) => compact.slice(0, end) + character + compact.slice(end + 1)),
      );
      const outcomes = await Promise.all(changed.filter((other) => other !== compact).map(outcomeOf));
      expect(new Set(outcomes)).toEqual(new Set(['invalid-token']));
    });

    it('no flipped bit of any part verifies', async () => {
      const parts = signed()
        .split('.')
        .map((part) => Buffer.from(part, 'base64url'));
      const flipped = parts.flatMap((part, which) =>
        Array.from({ length: part.length * 8 }, (_, bit) =>
          parts
            .map((bytes, index) => {
              const copy = Buffer.from(bytes);
              if (index === which) copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
              return copy.toString('base64url');
            })
            .join('.'),
        ),
      );
      const outcomes = await Promise.all(flipped.map(outcomeOf));
      expect(new Set(outcomes)).toEqual(new Set(['invalid-token']));
    });

    it('no splice verifies: of the token, of two tokens, of a token and anything', async () => {
      const [one, two] = [signed(), signed({ l: 4 })];
      const position = fc.nat({ max: one.length });
      await fc.assert(
        fc.asyncProperty(position, position, fc.oneof(fc.string(), fc.constant(two)), async (from, to, graft) => {
          const splices = [one.slice(0, from) + graft + one.slice(to), one.slice(0, from) + two.slice(to)];
          const forged = splices.filter((splice) => splice !== one && splice !== two);
          for (const splice of forged) expect(await outcomeOf(splice)).toBe('invalid-token');
        }),
      );
    });

    it.each([0, 1, 2])('no part number %i of another good token fits', async (which) => {
      const [one, two] = [signed(), signedBy(nextKey, {}, { l: 4 })];
      const grafted = one.split('.').with(which, two.split('.')[which] ?? '');
      expect(await outcomeOf(grafted.join('.'))).toBe('invalid-token');
    });

    it('no signature by another key verifies, whether or not the issuer has it', async () => {
      for (const stranger of [createSigningKey(key.kid), { ...nextKey, kid: key.kid }]) {
        expect(await outcomeOf(signedBy(stranger, {}))).toBe('invalid-token');
      }
    });

    it('no key from the header of a token is used', async () => {
      const stranger = createSigningKey('stranger');
      for (const kid of [stranger.kid, key.kid]) {
        const header = { kid, jwk: stranger.jwk, jku: 'https://evil.example/jwks.json', x5u: 'https://evil.example' };
        expect(await outcomeOf(signedBy(stranger, header))).toBe('invalid-token');
      }
      expect(await outcomeOf(signedBy(key, { jwk: stranger.jwk }))).toBe('verified');
    });

    it('no token without a signature, or with a secret that is the public key, verifies', async () => {
      const claims = encode(dialogTokenClaims({}, now));
      for (const alg of ['none', 'None', 'HS256', 'HS512', 'EdDSA']) {
        const signingInput = `${encode({ alg, typ: 'JWT', kid: key.kid })}.${claims}`;
        expect(await outcomeOf(`${signingInput}.`)).toBe('invalid-token');
        const secrets = [
          Buffer.from(String(key.jwk.x), 'base64url'),
          key.publicKey.export({ format: 'pem', type: 'spki' }),
        ];
        for (const secret of secrets) {
          const signature = createHmac('sha512', secret).update(signingInput).digest('base64url');
          expect(await outcomeOf(`${signingInput}.${signature}`)).toBe('invalid-token');
        }
      }
    });

    it('no good signature under another algorithm’s name verifies', async () => {
      for (const alg of ['Ed25519', 'ES256', 'none', 'HS256']) {
        expect(await outcomeOf(signedBy(key, { alg }))).toBe('invalid-token');
      }
    });

    it('no signature that is the good one plus the order of the group verifies (RFC 8032 §8.4)', async () => {
      const signingInput = signed().split('.').slice(0, 2).join('.');
      const signature = sign(null, Buffer.from(signingInput), key.privateKey);
      const order = 2n ** 252n + 27742317777372353535851937790883648493n;
      const s = BigInt(`0x${littleEndian(signature.subarray(32))}`) + order;
      const malleated = Buffer.from(s.toString(16).padStart(64, '0'), 'hex').toReversed();
      const forged = Buffer.concat([signature.subarray(0, 32), malleated]).toString('base64url');
      expect(await outcomeOf(`${signingInput}.${signature.toString('base64url')}`)).toBe('verified');
      expect(await outcomeOf(`${signingInput}.${forged}`)).toBe('invalid-token');
    });

    it('no token of another issuer verifies', async () => {
      for (const iss of [
        'https://platform.example/dialogporten/api/v1/',
        'https://platform.example',
        'HTTPS://platform.example/dialogporten/api/v1',
      ]) {
        expect(await outcomeOf(signed({ iss }))).toBe('invalid-token');
      }
    });

    it('no token that is too long is looked into', async () => {
      expect(await outcomeOf(signed({ padding: 'x'.repeat(16_000) }))).toBe('invalid-token');
      expect(await outcomeOf('.'.repeat(1_000_000))).toBe('invalid-token');
    });
  });

  describe('time', () => {
    it.each([
      ['known', true],
      ['new', false],
    ])('holds a %s token good until exp and the tolerance have passed', async (_, isKnown) => {
      const compact = signed();
      const start = now;
      if (isKnown) await verifier.verify(compact);
      now = start + 610 * second - 1;
      expect(await outcomeOf(compact)).toBe('verified');
      now = start + 610 * second;
      expect(await outcomeOf(compact)).toBe('invalid-token');
      now = start + 20 * minute;
      expect(await outcomeOf(compact)).toBe('invalid-token');
    });

    it.each([
      ['known', true],
      ['new', false],
    ])('does not hold a %s token good before nbf less the tolerance', async (_, isKnown) => {
      const compact = signed();
      const start = now;
      if (isKnown) await verifier.verify(compact);
      now = start - 10 * second - 1;
      expect(await outcomeOf(compact)).toBe('invalid-token');
      now = start - 10 * second;
      expect(await outcomeOf(compact)).toBe('verified');
    });
  });

  describe('keys', () => {
    it('drops the tokens that it knows when their key leaves the set', async () => {
      const compact = signed();
      await verifier.verify(compact);
      published = [nextKey.jwk];
      await refreshed();
      expect(await outcomeOf(compact)).toBe('invalid-token');
    });

    it('drops the tokens that it knows when another key takes the name of theirs', async () => {
      const compact = signed();
      await verifier.verify(compact);
      published = [createSigningKey(key.kid).jwk, nextKey.jwk];
      await refreshed();
      expect(await outcomeOf(compact)).toBe('invalid-token');
    });

    it('keeps the tokens that it knows when their key stays', async () => {
      const compact = signed();
      const token = await verifier.verify(compact);
      published = [createSigningKey().jwk, key.jwk];
      await refreshed();
      expect(verifier.verify(compact)).toBe(token);
    });

    it('says that it is unavailable, and not that the token is invalid, when the keys are too old', async () => {
      const compact = signed({ exp: now / second + 90_000 });
      await verifier.verify(compact);
      now += 24 * 60 * minute;
      expect(await outcomeOf(compact)).toBe('verified');
      now += 1;
      expect(await outcomeOf(compact)).toBe('unavailable');
      expect(await outcomeOf(signed())).toBe('unavailable');
    });
  });
});
