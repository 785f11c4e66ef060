import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { createRequire } from 'node:module';
import type sodium from 'sodium-native';

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

type Verify = (data: Buffer, signature: Buffer, key: Ed25519Key) => boolean;

/**
 * Verifies a signature, at once and on this thread: handing it to the thread pool costs more than half as much again.
 * libsodium needs little more than half the time of OpenSSL. It is an optional dependency, whose package has binaries for
 * the usual platforms; without it OpenSSL does the same.
 */
export const verifyEd25519: Verify =
  withSodium() ?? ((data, signature, key) => verify(null, data, key.object, signature));

function withSodium(): Verify | undefined {
  try {
    const { crypto_sign_verify_detached: verifyDetached } = createRequire(import.meta.url)(
      'sodium-native',
    ) as typeof sodium;
    return (data, signature, key) => verifyDetached(signature, data, key.bytes);
  } catch {
    return undefined;
  }
}

/**
 * Points of small order, as their y coordinates in hexadecimal, little-endian, with the sign bit cleared, and in every
 * encoding: 0, 1, -1, the two of order 8, and those that are written as p, p + 1 and so above p. The list is that of RFC
 * 7748 §6.1 carried over to the Edwards curve. Whoever has such a key, anybody can sign for.
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

/** Whether a key is of small order, whatever its sign bit. */
export function isOfSmallOrder(bytes: Buffer): boolean {
  const unsigned = Buffer.from(bytes);
  unsigned[31]! &= 0x7f;
  return smallOrder.has(unsigned.toString('hex'));
}
