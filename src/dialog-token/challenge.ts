import { Problem } from '../http/problem.js';

const missingTokenHeaders = { 'WWW-Authenticate': 'Bearer' };
const invalidTokenHeaders = { 'WWW-Authenticate': 'Bearer error="invalid_token"' };

/** The refusal of a request that carries no token: a challenge without an error code (RFC 6750 §3.1). */
export function missingToken(): Problem {
  return new Problem('missing-token', { headers: missingTokenHeaders });
}

/**
 * The refusal of a token that is malformed, forged, expired or not meant to be a dialog token (RFC 6750 §3.1).
 *
 * @param reason for the log. It never quotes the token: claims hold national identity numbers.
 */
export function invalidToken(reason: string, cause?: unknown): Problem {
  return new Problem('invalid-token', {
    headers: invalidTokenHeaders,
    cause: new Error(reason, cause === undefined ? undefined : { cause }),
  });
}

/**
 * The challenge to a good token that does not reach far enough (RFC 6750 §3.1).
 *
 * @param scope the actions that would do, in the token's own notation; where several are alternatives, all of them.
 */
export function insufficientScope(scope: readonly string[] = []): string {
  const challenge = 'Bearer error="insufficient_scope"';
  return scope.length === 0 ? challenge : `${challenge}, scope="${scope.join(' ')}"`;
}
