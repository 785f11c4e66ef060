/** The errors of a token endpoint (RFC 6749 §5.2). */
export type TokenErrorCode =
  'invalid_request' | 'invalid_client' | 'invalid_grant' | 'invalid_scope' | 'unsupported_grant_type';

/** A refused token request. The description reaches the caller. */
export class TokenRequestError extends Error {
  constructor(
    readonly code: TokenErrorCode,
    description: string,
  ) {
    super(description);
    this.name = 'TokenRequestError';
  }

  get status(): number {
    return this.code === 'invalid_client' ? 401 : 400;
  }
}
