import { HttpException } from '@nestjs/common';

/** Why a request was refused, and the HTTP status that says so. */
const statuses = {
  'missing-token': 401,
  'invalid-token': 401,
  'foreign-resource': 403,
  'dialog-mismatch': 403,
  'missing-action': 403,
  'missing-entity': 403,
  'insufficient-level': 403,
  'not-found': 404,
  unavailable: 503,
} as const;

export type RefusalKind = keyof typeof statuses;

interface RefusalOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly members?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

const none = Object.freeze({});

/**
 * The refusal of a request for what its dialog token is or lacks. The guard puts its {@link headers} into the response,
 * so the challenge is there with any filter that writes the rest.
 */
export class DialogTokenRefusal extends HttpException {
  /** Such as the challenge (RFC 6750 §3). */
  readonly headers: Readonly<Record<string, string>>;
  /** Members besides the kind for the caller, such as `requiredLevel`. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    readonly kind: RefusalKind,
    { headers = none, members = none, cause }: RefusalOptions = {},
  ) {
    super({ statusCode: statuses[kind], error: kind, ...members }, statuses[kind], { cause });
    this.headers = headers;
    this.members = members;
  }
}

const missingTokenHeaders = { 'WWW-Authenticate': 'Bearer' };
const invalidTokenHeaders = { 'WWW-Authenticate': 'Bearer error="invalid_token"' };
const unavailableHeaders = { 'Retry-After': '5' };

/** The refusal of a request that carries no token: a challenge without an error code (RFC 6750 §3.1). */
export function missingToken(): DialogTokenRefusal {
  return new DialogTokenRefusal('missing-token', { headers: missingTokenHeaders });
}

/**
 * The refusal of a token that is malformed, forged, expired or not meant to be a dialog token (RFC 6750 §3.1).
 *
 * @param reason for the log. It never quotes the token: claims hold national identity numbers.
 */
export function invalidToken(reason: string): DialogTokenRefusal {
  return new DialogTokenRefusal('invalid-token', { headers: invalidTokenHeaders, cause: new Error(reason) });
}

/** Tokens cannot be verified at the moment. */
export function keysUnavailable(): DialogTokenRefusal {
  return new DialogTokenRefusal('unavailable', { headers: unavailableHeaders });
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

/** The part of a response that Fastify and Express have in common. */
interface AnyResponse {
  header(name: string, value: string): unknown;
}

/** Ends a request that a guard does not let pass: the headers of a refusal are set on the response. @throws the error */
export function refuse(response: AnyResponse, error: unknown): never {
  if (error instanceof DialogTokenRefusal) {
    for (const [name, value] of Object.entries(error.headers)) response.header(name, value);
  }
  throw error;
}
