import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { mergeMap, type Observable } from 'rxjs';
import { Settings } from '../config/settings.js';
import { endTurn } from '../http/admission.js';
import { ApiAnswers } from '../http/api-answers.decorator.js';
import { ApiProblems } from '../http/api-problems.decorator.js';
import { preferencesOf } from '../http/prefer.js';
import type { Delivery, Outcome } from '../delivery/delivery.js';

const statusOf: Readonly<Record<Outcome, number>> = { delivered: 204, accepted: 202 };

@Injectable()
class OutcomeInterceptor implements NestInterceptor<Delivery, undefined> {
  constructor(private readonly settings: Settings) {}

  intercept(context: ExecutionContext, next: CallHandler<Delivery>): Observable<undefined> {
    const http = context.switchToHttp();
    return next.handle().pipe(mergeMap((delivery) => this.answer(delivery, http.getRequest(), http.getResponse())));
  }

  private async answer(delivery: Delivery, request: FastifyRequest, reply: FastifyReply): Promise<undefined> {
    delivery.causedBy(request.id);
    endTurn(request);
    const atOnce = preferencesOf(request.headers['prefer']).has('respond-async');
    const patienceMs = atOnce ? 0 : this.settings.WRITE_ACTION_TIMEOUT_MS;
    reply.status(statusOf[await delivery.outcome(patienceMs)]);
    if (atOnce) reply.header('Preference-Applied', 'respond-async');
    return undefined;
  }
}

const headers = {
  'Preference-Applied': {
    description: '`respond-async`, where that was asked for (RFC 7240 §3)',
    schema: { type: 'string', enum: ['respond-async'] },
  },
};

/**
 * For handlers that change a dialog: they return the delivery of the change, and here, in one place, it is waited for and
 * becomes 204 or 202. On a controller it is for all of its handlers.
 */
export function WriteActions(): MethodDecorator & ClassDecorator {
  return applyDecorators(
    UseInterceptors(OutcomeInterceptor),
    ApiHeader({
      name: 'Prefer',
      required: false,
      description: '`respond-async`: do not wait, answer 202 (RFC 7240)',
      example: 'respond-async',
    }),
    ApiAnswers(
      { status: 204, description: 'Delivered: Dialogporten shows it', headers },
      { status: 202, description: 'Accepted: Dialogporten will show it', headers },
    ),
    ApiProblems('not-found', 'gone', 'conflict', 'upstream-refused'),
  );
}
