import { createHmac, generateKeyPairSync, sign, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DialogTokenStrategy } from './dialog-token.strategy.js';
import { DialogTokenVerifier } from './dialog-token-verifier.js';
import { ed25519Key, verifyEd25519 } from './ed25519.js';
import { KeySet } from './keys/key-set.js';
import { DialogTokenRefusal } from './refusal.js';
import { createSigningKey, dialogTokenClaims, dialogTokenHeader, signCompact } from './testing/index.js';
import { verificationKeysIn } from './verification-key.js';

const key = createSigningKey('key-1');
const resource = 'urn:altinn:resource:serving-licence';
const issuer = 'https://platform.example/dialogporten/api/v1';

/** The order of the group, and the prime of the field (RFC 8032 §5.1). */
const order = 2n ** 252n + 27742317777372353535851937790883648493n;
const prime = 2n ** 255n - 19n;

const json = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');
const littleEndian = (value: bigint) =>
  Buffer.from(Buffer.from(value.toString(16).padStart(64, '0'), 'hex').toReversed());
const numberIn = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes.toReversed()).toString('hex')}`);

describe('what was made to get past the strategy', () => {
  let keys: KeySet;
  let strategy: DialogTokenStrategy;

  beforeAll(async () => {
    keys = new KeySet({
      name: 'the issuer',
      fetchKeys: async () => [key.jwk, createSigningKey('key-2').jwk],
      readKeys: verificationKeysIn,
      refreshSeconds: 3600,
      unknownKidCooldownSeconds: 300,
      now: Date.now,
      random: Math.random,
    });
    await keys.onModuleInit();
    const limits = { clockToleranceSeconds: 10, maxTokenLength: 16_000, cacheBytes: 1_000_000 };
    const verifier = new DialogTokenVerifier({ keys, issuer, now: Date.now, ...limits });
    strategy = new DialogTokenStrategy(verifier, { serviceResources: [resource], maxTokenLength: 16_000 });
  });

  afterAll(() => keys.onModuleDestroy());

  function outcomeOf(token: string): string {
    try {
      return strategy.tokenOf({ headers: { authorization: `Bearer ${token}` } }) === undefined ? 'none' : 'let in';
    } catch (error) {
      if (error instanceof DialogTokenRefusal) return error.kind;
      throw error;
    }
  }

  const claims = (overrides: Record<string, unknown> = {}) =>
    dialogTokenClaims({ s: resource, iss: issuer, ...overrides });
  const good = () => signCompact(key, dialogTokenHeader(key), claims());
  const withHeader = (header: Record<string, unknown>) => signCompact(key, dialogTokenHeader(key, header), claims());
  const partsOf = (token: string) => token.split('.') as [string, string, string];

  it('is not the good token that it was made of', () => {
    expect(outcomeOf(good())).toBe('let in');
  });

  /** The good token under another signature. */
  function signedWith(change: (signature: Buffer) => Uint8Array): string {
    const [header, payload, signature] = partsOf(good());
    return `${header}.${payload}.${Buffer.from(change(Buffer.from(signature, 'base64url'))).toString('base64url')}`;
  }

  describe('by the signature (the kinds of Wycheproof’s vectors for Ed25519)', () => {
    const replaced = (bytes: Uint8Array, at: number) => (signature: Buffer) => {
      const changed = Buffer.from(signature);
      changed.set(bytes, at);
      return changed;
    };
    const plus = (added: bigint) => (signature: Buffer) =>
      replaced(littleEndian(numberIn(signature.subarray(32)) + added), 32)(signature);

    it.each<[string, (signature: Buffer) => Uint8Array]>([
      ['is empty', () => Buffer.alloc(0)],
      ['is one byte', () => Buffer.alloc(1)],
      ['lacks its last byte', (signature) => signature.subarray(0, 63)],
      ['lacks its first byte', (signature) => signature.subarray(1)],
      ['is R alone', (signature) => signature.subarray(0, 32)],
      ['is S alone', (signature) => signature.subarray(32)],
      ['has a zero after it', (signature) => Buffer.concat([signature, Buffer.alloc(1)])],
      ['has a zero before it', (signature) => Buffer.concat([Buffer.alloc(1), signature])],
      ['comes twice', (signature) => Buffer.concat([signature, signature])],
      [
        'has R and S the other way round',
        (signature) => Buffer.concat([signature.subarray(32), signature.subarray(0, 32)]),
      ],
      [
        'has R backwards',
        (signature) => Buffer.concat([signature.subarray(0, 32).toReversed(), signature.subarray(32)]),
      ],
      ['has the other sign in R', (signature) => replaced(Uint8Array.of(signature[31]! ^ 0x80), 31)(signature)],
      ['has S + L (it is malleable)', plus(order)],
      ['has S + 2L', plus(2n * order)],
      ['has S + 8L', plus(8n * order)],
      ['has its highest bit set in S', (signature) => replaced(Uint8Array.of(signature[63]! | 0x80), 63)(signature)],
      ['has L - S', (signature) => replaced(littleEndian(order - numberIn(signature.subarray(32))), 32)(signature)],
      [
        'is the key',
        () => Buffer.concat([key.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32), Buffer.alloc(32)]),
      ],
      ['is of the payload alone', () => sign(null, Buffer.from(partsOf(good())[1]), key.privateKey)],
      [
        'is of the parts without their dot',
        () => sign(null, Buffer.from(partsOf(good()).slice(0, 2).join('')), key.privateKey),
      ],
    ])('that %s', (_what, change) => {
      expect(outcomeOf(signedWith(change))).toBe('invalid-token');
    });

    const points: Readonly<Record<string, bigint>> = {
      '0': 0n,
      '1, the neutral point': 1n,
      '-1': prime - 1n,
      'p, which is 0 written otherwise': prime,
      'p + 1, which is 1 written otherwise': prime + 1n,
      'the largest number': 2n ** 256n - 1n,
      '1 with a sign': 1n + 2n ** 255n,
      'a point of order 8': numberIn(
        Buffer.from('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a', 'hex'),
      ),
      'no point at all': 2n,
    };
    const scalars: Readonly<Record<string, bigint>> = {
      '0': 0n,
      '1': 1n,
      'L - 1': order - 1n,
      L: order,
      'L + 1': order + 1n,
      '2^252': 2n ** 252n,
      '2^253': 2n ** 253n,
      'the largest number': 2n ** 256n - 1n,
    };
    const pairs = Object.keys(points).flatMap((R) => Object.keys(scalars).map((S) => [R, S] as const));

    it.each(pairs)('whose R is %s, and whose S is %s', (R, S) => {
      const forged = Buffer.concat([littleEndian(points[R]!), littleEndian(scalars[S]!)]);
      expect(outcomeOf(signedWith(() => forged))).toBe('invalid-token');
    });

    it('and libsodium, where it is there, says of each what OpenSSL says', () => {
      const bytes = key.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
      const message = Buffer.from('message');
      const signature = sign(null, message, key.privateKey);
      const candidates = [
        signature,
        plus(order)(signature),
        ...pairs.map(([R, S]) => Buffer.concat([littleEndian(points[R]!), littleEndian(scalars[S]!)])),
      ];
      const ours = candidates.map((candidate) =>
        verifyEd25519(message, Buffer.from(candidate), ed25519Key(Buffer.from(bytes))),
      );
      expect(ours).toEqual(candidates.map((candidate) => verify(null, message, key.publicKey, candidate)));
      expect(ours.filter(Boolean)).toHaveLength(1);
    });

    it.each([
      [
        'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
        '',
        'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
      ],
      [
        '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
        '72',
        '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
      ],
    ])('but the signatures of RFC 8032 §7.1 by %s verify', (publicKey, message, signature) => {
      const [bytes, signed, made] = [publicKey, message, signature].map((hex) => Buffer.from(hex, 'hex'));
      expect(verifyEd25519(signed!, made!, ed25519Key(bytes!))).toBe(true);
    });
  });

  /** Attacks on JWTs, by the section of RFC 8725 that warns of them; the kinds of Wycheproof’s vectors for JWS. */
  describe('by the rest of the token (RFC 8725)', () => {
    const hmac = (secret: string | Buffer, alg = 'HS256') => {
      const input = `${json({ ...dialogTokenHeader(key), alg })}.${json(claims())}`;
      return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
    };
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const literally = (header: string) => signCompact(key, header, claims());
    const paddedSignature = () => {
      const [header, payload, signature] = partsOf(good());
      return `${header}.${payload}.${signature.replace(/.$/, '')}+`;
    };

    it.each<[string, string, () => string]>([
      ['3.1', 'alg none', () => `${json({ ...dialogTokenHeader(key), alg: 'none' })}.${json(claims())}.`],
      ...['none', 'None', 'NONE', 'nOnE', '', 'EdDSA ', 'eddsa', 'Ed25519', 'Ed448', 'ES256', 'RS256', 'HS256'].map(
        (alg) =>
          ['3.1', `alg ${JSON.stringify(alg)} over a genuine signature`, () => withHeader({ alg })] as [
            string,
            string,
            () => string,
          ],
      ),
      ['3.1', 'alg that is a list', () => withHeader({ alg: ['EdDSA'] })],
      [
        '3.1',
        'alg that is there twice, the last one none',
        () => literally('{"alg":"EdDSA","typ":"JWT","kid":"key-1","alg":"none"}'),
      ],
      ['3.1', 'HMAC by the public key as text', () => hmac(String(key.jwk['x']))],
      ['3.1', 'HMAC by the public key as bytes', () => hmac(Buffer.from(String(key.jwk['x']), 'base64url'))],
      [
        '3.1',
        'HMAC by the public key as PEM',
        () => hmac(key.publicKey.export({ format: 'pem', type: 'spki' }).toString()),
      ],
      ['3.1', 'HMAC that calls itself EdDSA', () => hmac(String(key.jwk['x']), 'EdDSA')],
      [
        '3.1',
        'RSA that calls itself EdDSA',
        () => {
          const input = `${json(dialogTokenHeader(key))}.${json(claims())}`;
          return `${input}.${sign('sha256', Buffer.from(input), rsa.privateKey).toString('base64url')}`;
        },
      ],
      ['3.2', 'no signature', () => `${partsOf(good()).slice(0, 2).join('.')}.`],
      ['3.2', 'two parts', () => partsOf(good()).slice(0, 2).join('.')],
      [
        '3.3',
        'another signature within (it is nested)',
        () => signCompact(key, dialogTokenHeader(key, { cty: 'JWT' }), good()),
      ],
      ['3.4', 'a signature of another alphabet', paddedSignature],
      ['3.6', 'parts that are compressed', () => withHeader({ zip: 'DEF', crit: ['zip'] })],
      [
        '3.7',
        'a header in UTF-16',
        () => signCompact(key, Buffer.from(JSON.stringify(dialogTokenHeader(key)), 'utf16le'), claims()),
      ],
      [
        '3.7',
        'a payload in UTF-16',
        () => signCompact(key, dialogTokenHeader(key), Buffer.from(JSON.stringify(claims()), 'utf16le')),
      ],
      [
        '3.7',
        'a payload with half a character',
        () =>
          signCompact(
            key,
            dialogTokenHeader(key),
            Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}')]),
          ),
      ],
      ['3.8', 'another issuer', () => signCompact(key, dialogTokenHeader(key), claims({ iss: `${issuer}/` }))],
      ['3.8', 'no issuer', () => signCompact(key, dialogTokenHeader(key), claims({ iss: undefined }))],
      ['3.8', 'several issuers', () => signCompact(key, dialogTokenHeader(key), claims({ iss: [issuer] }))],
      ['3.10', 'a kid that is a path', () => withHeader({ kid: '../../../dev/null' })],
      ['3.10', 'a kid that is SQL', () => withHeader({ kid: "' UNION SELECT 'x" })],
      ['3.10', 'a kid that is __proto__', () => withHeader({ kid: '__proto__' })],
      ['3.10', 'a kid that is constructor', () => withHeader({ kid: 'constructor' })],
      [
        '3.10',
        'a key of its own (jwk)',
        () => {
          const own = createSigningKey('key-1');
          return signCompact(own, dialogTokenHeader(key, { jwk: own.jwk }), claims());
        },
      ],
      [
        '3.10',
        'a key elsewhere (jku, x5u)',
        () =>
          signCompact(
            createSigningKey(),
            dialogTokenHeader(key, { jku: 'http://127.0.0.1:1/', x5u: 'http://127.0.0.1:1/' }),
            claims(),
          ),
      ],
      ['3.11', 'the type of a sibling', () => withHeader({ typ: 'dialogcontexttoken+jwt' })],
      ['3.11', 'the type of an access token', () => withHeader({ typ: 'at+jwt' })],
      ['3.11', 'the type in small letters', () => withHeader({ typ: 'jwt' })],
      ['3.11', 'no type', () => withHeader({ typ: undefined })],
      ['RFC 7515 §4.1.11', 'something critical', () => withHeader({ crit: ['b64'], b64: false })],
      [
        'RFC 7515 §7.2',
        'the JSON serialisation',
        () => {
          const [header, payload, signature] = partsOf(good());
          return JSON.stringify({ protected: header, payload, signature });
        },
      ],
      ['RFC 7519 §2', 'an expiry of 1e300', () => signCompact(key, dialogTokenHeader(key), claims({ exp: 1e300 }))],
      [
        'RFC 7519 §2',
        'an expiry that is infinite',
        () => signCompact(key, dialogTokenHeader(key), JSON.stringify(claims()).replace(/"exp":\d+/, '"exp":1e999')),
      ],
      ['RFC 7519 §2', 'a start before 1970', () => signCompact(key, dialogTokenHeader(key), claims({ nbf: -1 }))],
    ])('%s: with %s', (_section, _what, token) => {
      expect(outcomeOf(token())).toBe('invalid-token');
    });

    it('3.9: for a service that is not ours', () => {
      const token = signCompact(key, dialogTokenHeader(key), claims({ s: 'urn:altinn:resource:another' }));
      expect(outcomeOf(token)).toBe('foreign-resource');
    });
  });
});
