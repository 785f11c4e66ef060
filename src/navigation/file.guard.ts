import { createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ActionGuard, DialogToken, DialogTokenGuard } from '../dialog-token/index.js';
import { NavigationGuard } from './navigation.guard.js';
import { Visitor } from './visitor.js';

/**
 * For files, which people open from a link and end-user systems fetch: a request with an `Authorization` header is held
 * to the dialog token in it, and to the handler's requirements; any other needs a login.
 */
@Injectable()
export class FileGuard extends ActionGuard {
  constructor(
    private readonly byToken: DialogTokenGuard,
    private readonly bySession: NavigationGuard,
  ) {
    super();
  }

  override canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
    if (headers.authorization === undefined) return this.bySession.canActivate(context);
    return this.byToken.canActivate(context) && super.canActivate(context);
  }
}

/** Gives a handler behind the {@link FileGuard} the one who asks for the file. */
export const Requester = createParamDecorator((_: unknown, context: ExecutionContext): DialogToken | Visitor => {
  const { user } = context.switchToHttp().getRequest<FastifyRequest & { user?: unknown }>();
  if (DialogToken.is(user) || user instanceof Visitor) return user;
  throw new Error('@Requester() is for handlers behind the FileGuard');
});
