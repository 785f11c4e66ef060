import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { createRequire } from 'node:module';

/** An Ed25519 public key, ready to verify with. */
export interface Ed25519Key {
  /** 32 bytes (RFC 8032 §5.1.5). */
  readonly bytes: Buffer;
  readonly object: KeyObject;
}

/** Makes a key out of its 32 bytes, once for all the tokens that it verifies. */
export function ed25519Key(bytes: Buffer): Ed25519Key {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') };
  return { bytes, object: createPublicKey({ key: jwk, format: 'jwk' }) };
}

/** Verifies a signature of 64 bytes, which has been held to {@link isStrict}, at once and on this thread. */
type Verify = (data: Buffer, signature: Buffer, key: Ed25519Key) => boolean;

const byOpenssl: Verify = (data, signature, key) => verify(null, data, key.object, signature);

/** A library that verifies signatures. */
export interface Ed25519Implementation {
  readonly name: 'libsodium' | 'openssl';
  readonly verify: Verify;
  /** Why libsodium, which needs little more than half the time, does not: its binary is for other systems, say. */
  readonly reason?: string;
}

/** The part of `sodium-native` that is used here. */
export interface Libsodium {
  /** Whether that is the signature of the message by the key. */
  crypto_sign_verify_detached(signature: Buffer, message: Buffer, publicKey: Buffer): boolean;
}

/**
 * libsodium, else OpenSSL, which does the same in more time. libsodium is an optional dependency, whose package has
 * binaries for the usual platforms.
 *
 * @param load loads libsodium. Throws where it cannot be had.
 */
export function ed25519Implementation(load: () => Libsodium): Ed25519Implementation {
  try {
    const { crypto_sign_verify_detached: verifyDetached } = load();
    return { name: 'libsodium', verify: (data, signature, key) => verifyDetached(signature, data, key.bytes) };
  } catch (error) {
    const [reason = ''] = (error as Error).message.split('\n', 1);
    return { name: 'openssl', verify: byOpenssl, reason };
  }
}

/** The one that this process verifies with. */
export const implementation = ed25519Implementation(() => createRequire(import.meta.url)('sodium-native') as Libsodium);

/**
 * Verifies a signature of 64 bytes. On this thread: handing it to the thread pool costs more than half as much again.
 *
 * @param by the library that does it; all of them say the same of every signature.
 */
export function verifyEd25519(data: Buffer, signature: Buffer, key: Ed25519Key, by = implementation): boolean {
  return isStrict(signature) && by.verify(data, signature, key);
}

/** The order of the group, little-endian (RFC 8032 §5.1). */
const order = Buffer.from('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010', 'hex');

/**
 * Whether a signature is one about which libraries do not differ: R is of no small order (OpenSSL 3.0 lets that pass,
 * libsodium does not), and S is below the order of the group (RFC 8032 §5.1.7), without which a signature can be changed
 * into another good one.
 */
function isStrict(signature: Buffer): boolean {
  return !isOfSmallOrder(signature.subarray(0, 32)) && isBelowOrder(signature.subarray(32));
}

function isBelowOrder(scalar: Buffer): boolean {
  for (let at = 31; at >= 0; at -= 1) {
    if (scalar[at] !== order[at]) return scalar[at]! < order[at]!;
  }
  return false;
}

/**
 * Points of small order, as their y coordinates in hexadecimal, little-endian, with the sign bit cleared, and in every
 * encoding: 0, 1, -1, the two of order 8, and those that are written as p, p + 1 and so above p. The list is that of
 * RFC 7748 §6.1 carried over to the Edwards curve. With such a key, signatures take no secret.
 */
const smallOrder: ReadonlySet<string> = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
]);

/** Their last bytes: most other points are told by theirs at once. */
const lastBytes: ReadonlySet<number> = new Set([...smallOrder].map((hex) => Number.parseInt(hex.slice(-2), 16)));

/** Whether a point is of small order, with either sign bit. */
export function isOfSmallOrder(bytes: Buffer): boolean {
  const last = bytes[31]! & 0x7f;
  if (!lastBytes.has(last)) return false;
  const unsigned = Buffer.from(bytes);
  unsigned[31] = last;
  return smallOrder.has(unsigned.toString('hex'));
}

/** The prime of the field, 2^255 - 19, little-endian. */
const prime = Buffer.from('edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', 'hex');

/** Whether a point is written in the one way that RFC 8032 §5.1.3 decodes: with a y coordinate below the prime. */
export function isCanonical(bytes: Buffer): boolean {
  const unsigned = Buffer.from(bytes);
  unsigned[31]! &= 0x7f;
  return Buffer.compare(unsigned.toReversed(), prime.toReversed()) < 0;
}
