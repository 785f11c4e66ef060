import passport from 'passport';
import { DialogToken } from './dialog-token.js';
import type { DialogTokenSettings } from './dialog-token.options.js';
import type { DialogTokenVerifier } from './dialog-token-verifier.js';
import { DialogTokenRefusal, invalidToken, missingToken } from './refusal.js';

/** The name of the Passport strategy, and of the security scheme in OpenAPI. */
export const dialogTokenStrategyName = 'dialog-token';

/** The parts of a request that authentication reads. */
export interface BearerRequest {
  readonly headers: { readonly authorization?: string | undefined };
}

/** One run of `authenticate`, and how it ended. Passport makes an object for each request, too. */
class Attempt {
  user: DialogToken | undefined;
  refusal: unknown;

  constructor(private readonly strategy: DialogTokenStrategy) {}

  tokenOf(request: BearerRequest): DialogToken | undefined {
    return this.strategy.tokenOf(request);
  }

  success(user: DialogToken): void {
    this.user = user;
  }

  fail(): void {
    this.refusal = missingToken();
  }

  error(refusal: unknown): void {
    this.refusal = refusal;
  }
}

/**
 * The Passport strategy `dialog-token`: a request with a good token for one of our service resources has a `DialogToken`
 * for its user. Without a token it fails, so that the next strategy of `AuthGuard(['dialog-token', …])` has its turn; a
 * token that is there but no good ends the request with its refusal.
 *
 * `authenticate` is what runs for every request to a dialog endpoint: before its body is read, or else in
 * `DialogTokenGuard`. Both have it from their own application. `AuthGuard('dialog-token')` finds it in Passport's registry,
 * which belongs to the process, as with every strategy in Nest.
 *
 * Passport's own types are not part of the public ones, so that an application needs no `@types/passport`.
 */
export class DialogTokenStrategy extends (passport.Strategy as new () => object) {
  readonly name = dialogTokenStrategyName;
  declare protected readonly success: (user: DialogToken) => void;
  declare protected readonly fail: (status: number) => void;
  declare protected readonly error: (refusal: unknown) => void;
  private readonly serviceResources: ReadonlySet<string>;
  private readonly maxTokenLength: number;

  constructor(
    private readonly verifier: Pick<DialogTokenVerifier, 'verify' | 'remembers'>,
    { serviceResources, maxTokenLength }: Pick<DialogTokenSettings, 'serviceResources' | 'maxTokenLength'>,
  ) {
    super();
    this.serviceResources = new Set(serviceResources);
    this.maxTokenLength = maxTokenLength;
  }

  authenticate(request: BearerRequest): void {
    try {
      const token = this.tokenOf(request);
      if (token === undefined) this.fail(401);
      else this.success(token);
    } catch (error) {
      this.error(error);
    }
  }

  /**
   * The verified token of a request.
   *
   * @returns `undefined` where the request carries no bearer token.
   * @throws DialogTokenRefusal `invalid-token`, `unavailable`, or `foreign-resource` where the token is for a service that
   * is not ours (check 6).
   */
  tokenOf({ headers }: BearerRequest): DialogToken | undefined {
    const compact = bearerTokenIn(headers.authorization, this.maxTokenLength);
    if (compact === undefined) return undefined;
    const token = this.verifier.verify(compact);
    if (!this.serviceResources.has(token.serviceResource)) throw new DialogTokenRefusal('foreign-resource');
    return token;
  }

  /** Whether the token of a request has been verified before: to verify it again costs next to nothing. */
  knows({ headers: { authorization } }: BearerRequest): boolean {
    const compact = authorization?.slice(authorization.lastIndexOf(' ') + 1) ?? '';
    return this.verifier.remembers(compact);
  }

  /**
   * Authenticates a request that has to carry a token; it is then in `request.user`. A request that was authenticated
   * before its body was read is not authenticated again.
   *
   * @throws DialogTokenRefusal what {@link tokenOf} throws, or `missing-token`.
   */
  admit(request: BearerRequest & { user?: unknown }): DialogToken {
    if (DialogToken.is(request.user)) return request.user;
    const attempt = new Attempt(this);
    this.authenticate.call(attempt, request);
    const { user, refusal } = attempt;
    if (user === undefined) throw refusal;
    request.user = user;
    return user;
  }
}

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
