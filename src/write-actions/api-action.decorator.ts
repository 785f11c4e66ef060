import { applyDecorators, SetMetadata, type Type, UseInterceptors } from '@nestjs/common';
import { ApiHeader, ApiResponse, type ApiResponseOptions } from '@nestjs/swagger';
import { ApiProblems } from '../openapi/api-answers.decorators.js';
import { type Answered, DeliveryInterceptor } from './delivery.interceptor.js';

const apiAction = Symbol('write-actions:api-action');

/** Documents the header by which a caller says that it does not wait. @param effect what the answer is then */
export function prefersNoWaiting(effect: string): MethodDecorator & ClassDecorator {
  return ApiHeader({
    name: 'Prefer',
    required: false,
    description: `\`respond-async\`: ${effect} (RFC 7240)`,
    example: 'respond-async',
  });
}

/** The header by which an answer says that it did not wait. */
export const preferenceApplied = {
  'Preference-Applied': {
    description: '`respond-async`, where that was asked for (RFC 7240 §3)',
    schema: { type: 'string', enum: ['respond-async'] },
  },
} satisfies ApiResponseOptions['headers'];

/** A handler that makes a change, and answers with a body. */
type AnsweringHandler<Answer> = (...parameters: never[]) => Promise<Answered<Answer>>;

/**
 * For a handler that changes a dialog and answers 201 with a body: it returns the delivery of the change and the answer.
 * The answer is sent when Dialogporten has the change, after `WRITE_ACTION_TIMEOUT_MS`, or at once with
 * `Prefer: respond-async`.
 *
 * @param answer the class of the body
 * @param headers of the answer, for the API document
 * @example
 * @Post('statements')
 * @RequireAction('write')
 * @ApiAction(AddedStatementDto)
 * async add(@Caller() caller: DialogToken, @Body() { statement }: StatementDto): Promise<Answered<AddedStatementDto>> {
 *   const delivery = await this.licences.change(caller, { type: 'add-statement', statement });
 *   return { delivery, answer: { dialogId: caller.dialogId, statement } };
 * }
 */
export function ApiAction<Answer extends object>(answer: Type<Answer>, headers: ApiResponseOptions['headers'] = {}) {
  const decorate = applyDecorators(
    SetMetadata(apiAction, true),
    UseInterceptors(DeliveryInterceptor),
    prefersNoWaiting('do not wait for Dialogporten'),
    ApiResponse({
      status: 201,
      type: answer,
      description: 'Ours; Dialogporten shows it, or will',
      headers: { ...headers, ...preferenceApplied },
    }),
    ApiProblems('gone', 'conflict', 'upstream-refused'),
  );
  return (target: object, name: string | symbol, descriptor: TypedPropertyDescriptor<AnsweringHandler<Answer>>) =>
    decorate(target, name, descriptor);
}

/** Whether a handler answers with a body by itself. */
export function isApiAction(handler: object): boolean {
  return Reflect.hasMetadata(apiAction, handler);
}
