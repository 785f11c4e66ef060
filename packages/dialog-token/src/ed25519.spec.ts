import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { ed25519Implementation, ed25519Key, isCanonical, type Libsodium, verifyEd25519 } from './ed25519.js';
import { verificationKeysIn } from './verification-key.js';

/*
 * RFC 8032 §5.1 by the book, with numbers and without haste: so that signatures can be made that no library makes.
 */
type Point = readonly [x: bigint, y: bigint];

const prime = 2n ** 255n - 19n;
const order = 2n ** 252n + 27742317777372353535851937790883648493n;
const mod = (value: bigint, modulus = prime) => ((value % modulus) + modulus) % modulus;

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let [square, rest] = [mod(base), exponent]; rest > 0n; [square, rest] = [mod(square * square), rest >> 1n]) {
    if (rest & 1n) result = mod(result * square);
  }
  return result;
}

const inverse = (value: bigint) => power(value, prime - 2n);
const d = mod(-121665n * inverse(121666n));

/** The point with that y, and an even x. */
function pointAt(y: bigint): Point {
  const [u, v] = [mod(y * y - 1n), mod(d * y * y + 1n)];
  let x = mod(u * v ** 3n * power(u * v ** 7n, (prime - 5n) / 8n));
  if (mod(v * x * x - u) !== 0n) x = mod(x * power(2n, (prime - 1n) / 4n));
  return [x & 1n ? prime - x : x, y];
}

function add([x1, y1]: Point, [x2, y2]: Point): Point {
  const product = mod(d * x1 * x2 * y1 * y2);
  return [mod((x1 * y2 + x2 * y1) * inverse(1n + product)), mod((y1 * y2 + x1 * x2) * inverse(1n - product))];
}

function times(scalar: bigint, point: Point): Point {
  let result: Point = [0n, 1n];
  for (let [power2, rest] = [point, scalar]; rest > 0n; [power2, rest] = [add(power2, power2), rest >> 1n]) {
    if (rest & 1n) result = add(result, power2);
  }
  return result;
}

const littleEndian = (value: bigint) =>
  Buffer.from(Buffer.from(value.toString(16).padStart(64, '0'), 'hex').toReversed());
const numberIn = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes.toReversed()).toString('hex')}`);

function encode([x, y]: Point): Buffer {
  const bytes = littleEndian(y);
  if (x & 1n) bytes[31]! |= 0x80;
  return bytes;
}

const base = pointAt(mod(4n * inverse(5n)));
const ofOrder8 = pointAt(
  numberIn(Buffer.from('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a', 'hex')),
);
const torsion = [...Array(8).keys()].map((index) => times(BigInt(index), ofOrder8));

const secret = mod(0x5eed_0f_ed25519n ** 7n, order);
const nonce = mod(0x0a_9ce_5n ** 11n, order);
const publicPoint = times(secret, base);
const noncePoint = times(nonce, base);

/** A signature by the secret that verifies by the equation, for any R and key whose torsion cancels out. */
function signed(message: Buffer, R: Buffer, key: Buffer, r: bigint, added = 0n): Buffer {
  const challenge = numberIn(createHash('sha512').update(R).update(key).update(message).digest());
  return Buffer.concat([R, littleEndian(mod(r + challenge * secret, order) + added)]);
}

const openssl = ed25519Implementation(() => {
  throw new Error('No binary for this system\nand a stack');
});
const libsodium = ed25519Implementation(() => createRequire(import.meta.url)('sodium-native') as Libsodium);

describe('the libraries that verify Ed25519', () => {
  const key = encode(publicPoint);
  const messages = [...Array(6).keys()].map((index) => Buffer.from(`message ${index}`));
  const verdicts = (message: Buffer, signature: Buffer, by = key) =>
    [openssl, libsodium].map((each) => verifyEd25519(message, signature, ed25519Key(by), each));

  it('are both tried here', () => {
    expect([openssl, libsodium].map(({ name }) => name)).toEqual(['openssl', 'libsodium']);
    expect(openssl.reason).toBe('No binary for this system');
    expect(libsodium.reason).toBeUndefined();
  });

  it('take an honest signature', () => {
    for (const message of messages) {
      expect(verdicts(message, signed(message, encode(noncePoint), key, nonce))).toEqual([true, true]);
    }
  });

  const hostile: Record<string, (message: Buffer) => Buffer[]> = {
    'whose R is of small order, as OpenSSL 3.0 takes it': (message) =>
      torsion.map((point) => signed(message, encode(point), key, 0n)),
    'whose R is the neutral point, written otherwise': (message) =>
      [prime + 1n, 1n + 2n ** 255n, prime + 1n + 2n ** 255n].map((R) => signed(message, littleEndian(R), key, 0n)),
    'whose R has a part of small order': (message) =>
      torsion.slice(1).map((point) => signed(message, encode(add(noncePoint, point)), key, nonce)),
    'whose S is not below the order': (message) =>
      [1n, 2n, 8n].map((factor) => signed(message, encode(noncePoint), key, nonce, factor * order)),
  };

  it.each(Object.entries(hostile))('refuse a signature %s', (_, made) => {
    for (const message of messages) {
      for (const signature of made(message)) expect(verdicts(message, signature)).toEqual([false, false]);
    }
  });

  it('say the same of every key that the set may hold, also of one with a part of small order', () => {
    const outcomes = torsion.flatMap((ofKey) => {
      const mixed = encode(add(publicPoint, ofKey));
      return torsion.flatMap((ofR) =>
        messages.map((message) => {
          const R = encode(add(noncePoint, ofR));
          const [one, other] = verdicts(message, signed(message, R, mixed, nonce), mixed);
          expect(one).toBe(other);
          return one;
        }),
      );
    });
    expect(new Set(outcomes)).toEqual(new Set([true, false]));
  });

  it('are not given a key that is written otherwise than its y, which they read differently', () => {
    for (let above = 0n; above < 19n; above += 1n) {
      for (const sign of [0n, 2n ** 255n]) {
        const bytes = littleEndian(prime + above + sign);
        expect(isCanonical(bytes)).toBe(false);
        const jwk = { kty: 'OKP', crv: 'Ed25519', kid: 'one', x: bytes.toString('base64url') };
        expect(() => verificationKeysIn([jwk])).toThrow('holds no Ed25519 key');
      }
    }
    expect(isCanonical(littleEndian(prime - 1n))).toBe(true);
    expect(isCanonical(key)).toBe(true);
  });
});
