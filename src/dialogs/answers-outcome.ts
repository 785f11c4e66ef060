import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import type { Outcome } from './outcome.js';

const statusOf: Readonly<Record<Outcome, number>> = { made: 204, accepted: 202 };

@Injectable()
class OutcomeInterceptor implements NestInterceptor<Outcome, undefined> {
  intercept(context: ExecutionContext, next: CallHandler<Outcome>): Observable<undefined> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map((outcome) => {
        reply.status(statusOf[outcome]);
        return undefined;
      }),
    );
  }
}

/**
 * For handlers that change a dialog: they return how far the change has come, and here, in one place, that becomes 204
 * or 202. On a controller it is for all of its handlers.
 */
export function AnswersOutcome(): MethodDecorator & ClassDecorator {
  return applyDecorators(
    UseInterceptors(OutcomeInterceptor),
    ApiResponse({ status: 204, description: 'Made: Dialogporten shows it' }),
    ApiResponse({ status: 202, description: 'Accepted: Dialogporten will show it' }),
    ApiResponse({ status: 404, description: 'No such dialog' }),
    ApiResponse({ status: 409, description: 'Not possible in the present state of the dialog' }),
    ApiResponse({ status: 410, description: 'The dialog has been deleted' }),
    ApiResponse({ status: 503, description: 'Not possible at the moment' }),
  );
}
