import { decodeBase64url } from './base64url.js';
import { invalidToken } from './challenge.js';
import { parseJsonObject } from './json-object.js';

/** The length of an Ed25519 signature, in bytes (RFC 8032 §5.1.6). */
const signatureLength = 64;

/**
 * Checks everything about a compact JWS that can be checked before its signature: the serialisation (RFC 7515 §7.1)
 * and the header of a dialog token. Key material in the header (`jwk`, `jku`, `x5u`, `x5c`) is never looked at.
 *
 * @param maxLength the longest token that is looked into, in characters.
 * @returns the `kid`: the name of the key that the signature must verify with.
 * @throws Problem `invalid-token`
 */
export function keyIdOf(compact: string, maxLength: number): string {
  if (compact.length > maxLength) throw invalidToken('the token is too long');
  const [protectedHeader, payload, signature, ...more] = compact.split('.', 4);
  if (protectedHeader === undefined || payload === undefined || signature === undefined || more.length > 0) {
    throw invalidToken('the token does not have three parts');
  }
  if (decodeBase64url(signature)?.length !== signatureLength) throw invalidToken('the signature is malformed');
  if (decodeBase64url(payload) === undefined) throw invalidToken('the payload is not base64url');
  return keyIdOfHeader(protectedHeader);
}

function keyIdOfHeader(protectedHeader: string): string {
  const bytes = decodeBase64url(protectedHeader);
  const header = bytes && parseJsonObject(bytes);
  if (header === undefined) throw invalidToken('the header is not a JSON object');
  if (header.alg !== 'EdDSA') throw invalidToken('"alg" is not EdDSA');
  if (header.typ !== 'JWT') throw invalidToken('"typ" is not JWT');
  if (Object.hasOwn(header, 'crit')) throw invalidToken('"crit" is present');
  if (typeof header.kid !== 'string' || header.kid === '') throw invalidToken('"kid" is not a non-empty string');
  return header.kid;
}
