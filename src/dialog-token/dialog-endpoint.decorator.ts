import { applyDecorators, Controller, UseGuards } from '@nestjs/common';
import { ApiForbiddenResponse, ApiTags, ApiUnauthorizedResponse } from '@nestjs/swagger';
import { DialogTokenGuard } from './dialog-token.guard.js';
import { documentHandlersOf } from './requirement-document.js';

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
    UseGuards(DialogTokenGuard),
    ApiTags('Dialog endpoints'),
    ApiUnauthorizedResponse({ description: 'No dialog token, or one that is invalid or has expired.' }),
    ApiForbiddenResponse({ description: 'The dialog token does not reach this far.' }),
    documentHandlersOf,
  );
}
