import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { DialogTokenRefusal } from '../dialog-token/index.js';
import { Problem } from '../http/problem.js';
import { ServiceOwnerCaller } from './service-owner-caller.js';
import { ServiceOwnerStrategy } from './service-owner.strategy.js';

interface AuthenticatedRequest {
  readonly headers: { readonly authorization?: string | undefined };
  user?: unknown;
  /** Names the caller as it may be logged. */
  callerName?: (() => string) | undefined;
}

/**
 * Lets in the systems of the service owner: those whose Maskinporten token was issued to one of
 * `SERVICE_OWNER_ORGANIZATIONS`, and has `SERVICE_OWNER_SCOPE`. It asks the strategy of its own application, not the one
 * that Passport's registry has by that name, which belongs to the process.
 */
@Injectable()
export class ServiceOwnerGuard implements CanActivate {
  private readonly organizations: ReadonlySet<string>;
  private readonly scope: string;

  constructor(
    { SERVICE_OWNER_ORGANIZATIONS, SERVICE_OWNER_SCOPE }: Settings,
    private readonly strategy: ServiceOwnerStrategy,
  ) {
    this.organizations = new Set(SERVICE_OWNER_ORGANIZATIONS);
    this.scope = SERVICE_OWNER_SCOPE;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    await this.admit(context.switchToHttp().getRequest<AuthenticatedRequest>());
    return true;
  }

  /**
   * Lets a request in. Whoever was let in before the body was read is not asked again.
   *
   * @throws {Problem} `missing-token`, `invalid-token`, `missing-scope`, `foreign-organization`, or `unavailable` without
   * keys to verify with.
   */
  async admit(request: AuthenticatedRequest): Promise<ServiceOwnerCaller> {
    if (request.user instanceof ServiceOwnerCaller) return request.user;
    const caller = await this.authenticate(request);
    request.callerName = () => caller.name;
    if (!caller.scopes.has(this.scope)) {
      const challenge = `Bearer error="insufficient_scope", scope="${this.scope}"`;
      throw new Problem('missing-scope', { headers: { 'WWW-Authenticate': challenge } });
    }
    if (!this.organizations.has(caller.organizationNumber)) throw new Problem('foreign-organization');
    request.user = caller;
    return caller;
  }

  private authenticate(request: AuthenticatedRequest): Promise<ServiceOwnerCaller> {
    return new Promise((resolve, reject) => {
      const refuse = (cause: unknown) => reject(refusal(cause, request));
      // As Passport does: what a request is answered with is told to an object of its own.
      const attempt = Object.assign(Object.create(this.strategy) as ServiceOwnerStrategy, {
        success: resolve,
        fail: refuse,
        error: refuse,
      });
      attempt.authenticate(request as Parameters<ServiceOwnerStrategy['authenticate']>[0]);
    });
  }
}

/** Why nobody was let in: there was no token, Maskinporten's keys could not be had, or the token is not good. */
function refusal(cause: unknown, { headers: { authorization } }: AuthenticatedRequest): Problem {
  if (!/^bearer\s+\S/i.test(authorization ?? '')) {
    return new Problem('missing-token', { headers: { 'WWW-Authenticate': 'Bearer' } });
  }
  if (cause instanceof DialogTokenRefusal && cause.kind === 'unavailable') return new Problem('unavailable', { cause });
  const headers = { 'WWW-Authenticate': 'Bearer error="invalid_token"' };
  return new Problem('invalid-token', { headers, cause: new Error(reasonOf(cause)) });
}

/** What may be logged: our own words and those of jsonwebtoken, but not those of a JSON parser, which quote the token. */
function reasonOf(cause: unknown): string {
  if (cause instanceof DialogTokenRefusal && cause.cause instanceof Error) return cause.cause.message;
  return cause instanceof Error && !(cause instanceof SyntaxError) ? cause.message : 'the token is malformed';
}
