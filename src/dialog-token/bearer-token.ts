import { invalidToken } from './refusal.js';

const scheme = 'bearer ';

/**
 * The token in an `Authorization` header (RFC 6750 §2.1), found in one pass: a stranger's header costs no more than its
 * length.
 *
 * @param maxLength the longest token that is looked at, in characters.
 * @returns `undefined` where there is no bearer token.
 * @throws DialogTokenRefusal `invalid-token` where there is more than a token, or a longer one.
 */
export function bearerTokenIn(authorization: string | undefined, maxLength: number): string | undefined {
  if (authorization === undefined) return undefined;
  if (authorization.slice(0, scheme.length - 1).toLowerCase() !== 'bearer') return undefined;
  let start = scheme.length - 1;
  while (authorization.charCodeAt(start) === 0x20) start++;
  if (start === authorization.length) return undefined;
  if (authorization.length - start > maxLength) throw invalidToken('the token is too long');
  if (start === scheme.length - 1 || /\s/.test(authorization.slice(start))) {
    throw invalidToken('the header holds something else than a token');
  }
  return authorization.slice(start);
}
