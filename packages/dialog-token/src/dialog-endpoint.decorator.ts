import { applyDecorators, Controller, createParamDecorator, type ExecutionContext, UseGuards } from '@nestjs/common';
import { ActionGuard, DialogTokenGuard } from './dialog-token.guard.js';
import { dialogTokenStrategyName } from './dialog-token.strategy.js';
import { documentResponse, openApi } from './openapi-metadata.js';
import { documentHandlersOf } from './requirement-document.js';
import { authenticatedBy } from './route-authentication.js';
import { DialogToken } from './dialog-token.js';

/**
 * A controller whose callers are end users in one dialog, with a dialog token. Every handler must say what it asks for
 * (`@RequireAction()`, `@RequireAnyAction()` or `@RequireEntity()`, on itself or on the controller), and `:dialogId` must
 * be in its path: the application does not start otherwise.
 *
 * @example
 * @DialogEndpoint('dialogs/:dialogId/actions')
 * export class LicenceActionsController {
 *   @Post('confirm')
 *   @RequireAction('confirm')
 *   confirm(@Caller() caller: DialogToken) {}
 * }
 */
export function DialogEndpoint(path: string | string[]): ClassDecorator {
  return applyDecorators(
    Controller(path),
    UseGuards(DialogTokenGuard, ActionGuard),
    documentEndpoint,
    documentHandlersOf,
    authenticatedBy(dialogTokenStrategyName),
  );
}

function documentEndpoint(controller: object): void {
  Reflect.defineMetadata(openApi.tags, ['Dialog endpoints'], controller);
  documentResponse(controller, 401, 'No dialog token, or one that is invalid or has expired.');
  documentResponse(controller, 403, 'The dialog token does not reach this far.');
}

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
