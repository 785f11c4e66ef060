import { type ExecutionContext, Injectable } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { AuthGuard } from '@nestjs/passport';
import { Settings } from '../config/settings.js';
import { DialogTokenRefusal } from '../dialog-token/index.js';
import { Problem } from '../http/problem.js';
import { ServiceOwnerCaller } from './service-owner-caller.js';
import { serviceOwnerStrategy } from './service-owner.strategy.js';

interface AuthenticatedRequest {
  readonly headers: { readonly authorization?: string | undefined };
  readonly user?: unknown;
}

/**
 * Lets in the systems of the service owner: those whose Maskinporten token was issued to one of
 * `SERVICE_OWNER_ORGANIZATIONS`, and has `SERVICE_OWNER_SCOPE`.
 */
@Injectable()
export class ServiceOwnerGuard extends AuthGuard(serviceOwnerStrategy) {
  private readonly organizations: ReadonlySet<string>;
  private readonly scope: string;

  constructor({ SERVICE_OWNER_ORGANIZATIONS, SERVICE_OWNER_SCOPE }: Settings) {
    super();
    this.organizations = new Set(SERVICE_OWNER_ORGANIZATIONS);
    this.scope = SERVICE_OWNER_SCOPE;
  }

  /** Whoever was let in before the body was read is not asked again. */
  override canActivate(
    context: ExecutionContext,
  ): ReturnType<InstanceType<ReturnType<typeof AuthGuard>>['canActivate']> {
    const { user } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    return user instanceof ServiceOwnerCaller || super.canActivate(context);
  }

  /** Lets a request in, or throws, before Nest has come to it. */
  async admit(request: AuthenticatedRequest, reply: unknown): Promise<ServiceOwnerCaller> {
    await this.canActivate(new ExecutionContextHost([request, reply]));
    return request.user as ServiceOwnerCaller;
  }

  override handleRequest<Caller>(
    error: unknown,
    user: Caller | false,
    info: unknown,
    context: ExecutionContext,
  ): Caller {
    const caller: unknown = user;
    if (!(caller instanceof ServiceOwnerCaller)) throw refusal(error ?? info, context);
    if (!caller.scopes.has(this.scope)) {
      const challenge = `Bearer error="insufficient_scope", scope="${this.scope}"`;
      throw new Problem('missing-scope', { headers: { 'WWW-Authenticate': challenge } });
    }
    if (!this.organizations.has(caller.organizationNumber)) throw new Problem('foreign-organization');
    return user as Caller;
  }
}

/** Why nobody was let in: there was no token, Maskinporten's keys could not be had, or the token is not good. */
function refusal(cause: unknown, context: ExecutionContext): Problem {
  const { authorization } = context.switchToHttp().getRequest<AuthenticatedRequest>().headers;
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
