import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import { routeConfigured } from 'nestjs-dialog-token';
import { ApiProblems } from '../openapi/api-answers.decorators.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether a system user may come with its own token of Maskinporten, too. */
    takesSystemUsers?: boolean;
  }
}

/**
 * Lets system users call the routes of a `@DialogEndpoint()` with their own token of Maskinporten, too, instead of a dialog
 * token: where `SYSTEM_USER_SCOPE` is set, for dialogs of the organisation that the system user is of, and as far as Altinn
 * Authorization grants the actions that the routes ask for. Handlers get the same `@Caller()`.
 *
 * @example
 * @SystemUsers()
 * @DialogEndpoint('dialogs/:dialogId')
 * export class LicenceStatementsController {}
 */
export function SystemUsers(): ClassDecorator {
  return applyDecorators(
    routeConfigured({ takesSystemUsers: true }),
    ApiBearerAuth('maskinporten'),
    ApiProblems('missing-scope', 'insufficient-level'),
  );
}
