import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { DialogToken } from './dialog-token.js';

/**
 * Gives a handler the verified token of the caller. The handler must be guarded: by `@DialogEndpoint()`, or by
 * `AuthGuard('dialog-token')`; elsewhere there is no caller, and the request fails as our own error.
 *
 * @example
 * confirm(@Caller() caller: DialogToken) {}
 */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): DialogToken => {
  const { user } = context.switchToHttp().getRequest<{ readonly user?: unknown }>();
  if (DialogToken.is(user)) return user;
  const handler = `${context.getClass().name}.${context.getHandler().name}`;
  throw new Error(`@Caller() in ${handler}: no dialog token was verified; is the controller a @DialogEndpoint()?`);
});
