import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
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
   * Lets a request in. A caller that was let in before the body was read is not asked again.
   *
   * @throws {Problem} `missing-token`, `invalid-token`, `missing-scope`, `foreign-organization`, or `unavailable` without
   * keys to verify with.
   */
  async admit(request: AuthenticatedRequest): Promise<ServiceOwnerCaller> {
    if (request.user instanceof ServiceOwnerCaller) return request.user;
    const caller = await this.strategy.callerOf(request);
    request.callerName = () => caller.name;
    if (!caller.scopes.has(this.scope)) {
      const challenge = `Bearer error="insufficient_scope", scope="${this.scope}"`;
      throw new Problem('missing-scope', { headers: { 'WWW-Authenticate': challenge } });
    }
    if (!this.organizations.has(caller.organizationNumber)) throw new Problem('foreign-organization');
    request.user = caller;
    return caller;
  }
}
