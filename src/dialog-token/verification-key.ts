import { decodeBase64url } from './base64url.js';
import { isJsonObject } from './json-object.js';

/** The length of an Ed25519 public key, in bytes (RFC 8032 §5.1.5). */
const publicKeyLength = 32;

/** A public key that dialog tokens may be signed with, as a JWK (RFC 8037 §2). */
export interface VerificationKey {
  readonly kid: string;
  /** The public key, base64url. */
  readonly x: string;
}

/**
 * Picks the keys that verify dialog tokens out of a JWK set; keys for anything else are passed over (RFC 7517 §5).
 *
 * @throws Error where the set is no set, names two keys alike, or holds no key that is of use here.
 */
export function verificationKeysIn(jwks: unknown): readonly VerificationKey[] {
  if (!Array.isArray(jwks)) throw new Error('the key set is malformed');
  const keys = new Map<string, VerificationKey>();
  for (const { kid, x } of jwks.filter(isVerificationKey)) {
    if ((keys.get(kid)?.x ?? x) !== x) throw new Error('the key set gives one kid to two keys');
    keys.set(kid, { kid, x });
  }
  if (keys.size === 0) throw new Error('the key set holds no Ed25519 key to verify signatures with');
  return [...keys.values()];
}

function isVerificationKey(jwk: unknown): jwk is VerificationKey {
  return (
    isJsonObject(jwk) &&
    jwk.kty === 'OKP' &&
    jwk.crv === 'Ed25519' &&
    (jwk.use === undefined || jwk.use === 'sig') &&
    (jwk.alg === undefined || jwk.alg === 'EdDSA') &&
    typeof jwk.kid === 'string' &&
    jwk.kid !== '' &&
    typeof jwk.x === 'string' &&
    decodeBase64url(jwk.x)?.length === publicKeyLength &&
    // A private key in public is nobody's proof of anything.
    !Object.hasOwn(jwk, 'd')
  );
}
