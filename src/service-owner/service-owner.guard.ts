import { type ExecutionContext, Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { Settings } from '../config/settings.js';
import { DialogTokenRefusal } from '../dialog-token/index.js';
import { Problem } from '../http/problem.js';
import { type ServiceOwnerCaller, serviceOwnerStrategy } from './service-owner.strategy.js';

/** Lets in the systems of the service owner: those whose Maskinporten token has `SERVICE_OWNER_SCOPE`. */
@Injectable()
export class ServiceOwnerGuard extends AuthGuard(serviceOwnerStrategy) {
  constructor(private readonly settings: Settings) {
    super();
  }

  override handleRequest<Caller>(
    error: unknown,
    caller: Caller | false,
    info: unknown,
    context: ExecutionContext,
  ): Caller {
    if (!caller) throw refusal(error ?? info, context);
    const scope = this.settings.SERVICE_OWNER_SCOPE;
    if (!(caller as unknown as ServiceOwnerCaller).scopes.has(scope)) {
      const challenge = `Bearer error="insufficient_scope", scope="${scope}"`;
      throw new Problem('missing-scope', { headers: { 'WWW-Authenticate': challenge } });
    }
    return caller;
  }
}

/** Why nobody was let in: there was no token, Maskinporten's keys could not be had, or the token is not good. */
function refusal(cause: unknown, context: ExecutionContext): Problem {
  const { authorization } = context.switchToHttp().getRequest<{ headers: { authorization?: string } }>().headers;
  if (!/^bearer\s/i.test(authorization ?? '')) {
    return new Problem('missing-token', { headers: { 'WWW-Authenticate': 'Bearer' } });
  }
  if (cause instanceof DialogTokenRefusal && cause.kind === 'unavailable') return new Problem('unavailable', { cause });
  return new Problem('invalid-token', { headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' } });
}
