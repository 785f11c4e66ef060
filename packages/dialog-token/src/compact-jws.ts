import { LRUCache } from 'lru-cache';
import { decodeBase64url, parseJsonObject } from './strict-forms.js';
import { invalidToken } from './refusal.js';

/** The length of an Ed25519 signature, in bytes (RFC 8032 §5.1.6). */
const signatureLength = 64;

/** A compact JWS in its parts, everything checked but the signature. */
export interface CompactJws {
  /** The name of the key that the signature must verify with. */
  readonly kid: string;
  readonly payload: Buffer;
  readonly signature: Buffer;
  /** The signed bytes (RFC 7515 §5.1). */
  readonly signingInput: Buffer;
}

/** A good header's `kid` by its own text: an issuer has as many headers as keys. Forged ones push each other out. */
const knownHeaders = new LRUCache<string, string>({ max: 100 });

/**
 * Takes a compact JWS apart, and checks everything that can be checked before its signature: the serialisation (RFC 7515
 * §7.1) and the header of a dialog token. Key material in the header (`jwk`, `jku`, `x5u`, `x5c`) is never looked at.
 *
 * @param maxLength the longest token that is looked into, in characters.
 * @throws DialogTokenRefusal `invalid-token`
 */
export function parseCompactJws(compact: string, maxLength: number): CompactJws {
  if (compact.length > maxLength) throw invalidToken('the token is too long');
  const first = compact.indexOf('.');
  const second = compact.indexOf('.', first + 1);
  if (first === -1 || second === -1 || compact.includes('.', second + 1)) {
    throw invalidToken('the token does not have three parts');
  }
  const signature = decodeBase64url(compact.slice(second + 1));
  if (signature?.length !== signatureLength) throw invalidToken('the signature is malformed');
  const payload = decodeBase64url(compact.slice(first + 1, second));
  if (payload === undefined) throw invalidToken('the payload is not base64url');
  const kid = keyIdOf(compact.slice(0, first));
  return { kid, payload, signature, signingInput: Buffer.from(compact.slice(0, second), 'latin1') };
}

function keyIdOf(protectedHeader: string): string {
  const known = knownHeaders.get(protectedHeader);
  if (known !== undefined) return known;
  const bytes = decodeBase64url(protectedHeader);
  const header = bytes && parseJsonObject(bytes);
  if (header === undefined) throw invalidToken('the header is not a JSON object');
  if (header.alg !== 'EdDSA') throw invalidToken('"alg" is not EdDSA');
  if (header.typ !== 'JWT') throw invalidToken('"typ" is not JWT');
  if (Object.hasOwn(header, 'crit')) throw invalidToken('"crit" is present');
  if (typeof header.kid !== 'string' || header.kid === '') throw invalidToken('"kid" is not a non-empty string');
  knownHeaders.set(protectedHeader, header.kid);
  return header.kid;
}
