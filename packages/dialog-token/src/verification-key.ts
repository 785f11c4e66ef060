import { decodeBase64url, isJsonObject } from './strict-forms.js';
import { type Ed25519Key, ed25519Key, isCanonical, isOfSmallOrder } from './ed25519.js';
import { mayVerify, type PublishedKey } from './keys/key-set.js';

/** The length of an Ed25519 public key, in bytes (RFC 8032 §5.1.5). */
const publicKeyLength = 32;

interface Jwk {
  readonly kid: string;
  /** The public key, base64url (RFC 8037 §2). */
  readonly x: string;
}

/**
 * Picks the keys that verify dialog tokens out of a JWK set; keys for anything else are passed over (RFC 7517 §5), and
 * so are those of small order, for which signatures take no secret, and those that are not written as RFC 8032 §5.1.2
 * has it.
 *
 * @throws Error where the set is no set, names two keys alike, or holds no key that is of use here.
 */
export function verificationKeysIn(jwks: unknown): readonly PublishedKey<Ed25519Key>[] {
  if (!Array.isArray(jwks)) throw new Error('the key set is malformed');
  const keys = new Map<string, PublishedKey<Ed25519Key>>();
  for (const { kid, x } of jwks.filter(isVerificationKey)) {
    if ((keys.get(kid)?.material ?? x) !== x) throw new Error('the key set gives one kid to two keys');
    keys.set(kid, { kid, material: x, make: () => ed25519Key(Buffer.from(x, 'base64url')) });
  }
  if (keys.size === 0) throw new Error('the key set holds no Ed25519 key to verify signatures with');
  return [...keys.values()];
}

function isVerificationKey(jwk: unknown): jwk is Jwk {
  return (
    isJsonObject(jwk) &&
    jwk.kty === 'OKP' &&
    jwk.crv === 'Ed25519' &&
    mayVerify(jwk) &&
    (jwk.alg === undefined || jwk.alg === 'EdDSA') &&
    typeof jwk.kid === 'string' &&
    jwk.kid !== '' &&
    typeof jwk.x === 'string' &&
    isPublicKey(decodeBase64url(jwk.x)) &&
    // A private key that was published proves nothing.
    !Object.hasOwn(jwk, 'd')
  );
}

function isPublicKey(bytes: Buffer | undefined): boolean {
  return bytes?.length === publicKeyLength && isCanonical(bytes) && !isOfSmallOrder(bytes);
}
