import { DialogTokenRefusal } from '../dialog-token/index.js';
import { Problem } from '../http/problem.js';

interface AuthenticatedRequest {
  readonly headers: { readonly authorization?: string | undefined };
}

/** Why a caller was not let in: there was no token, Maskinporten's keys could not be had, or the token is not good. */
export function refusal(cause: unknown, { headers: { authorization } }: AuthenticatedRequest): Problem {
  if (!/^bearer\s+\S/i.test(authorization ?? '')) {
    return new Problem('missing-token', { headers: { 'WWW-Authenticate': 'Bearer' } });
  }
  if (cause instanceof DialogTokenRefusal && cause.kind === 'unavailable') return new Problem('unavailable', { cause });
  const headers = { 'WWW-Authenticate': 'Bearer error="invalid_token"' };
  return new Problem('invalid-token', { headers, cause: new Error(reasonOf(cause)) });
}

/**
 * The loggable reason: our own words and those of jsonwebtoken, but not those of a JSON parser, which quote the token.
 */
function reasonOf(cause: unknown): string {
  if (cause instanceof DialogTokenRefusal && cause.cause instanceof Error) return cause.cause.message;
  return cause instanceof Error && !(cause instanceof SyntaxError) ? cause.message : 'the token is malformed';
}
