import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { mergeMap, type Observable } from 'rxjs';
import { Settings } from '../config/settings.js';
import type { Delivery, Outcome } from '../delivery/delivery.js';
import { endTurn } from '../http/admission.js';
import { preferencesOf } from '../http/prefer.js';

/** A committed change, and what its caller is answered besides the status. */
export interface Answered<Answer> {
  readonly delivery: Delivery;
  /** The body. */
  readonly answer: Answer;
  /** Path of what was made, for the header `Location`. */
  readonly location?: string;
}

const statusOf: Readonly<Record<Outcome, number>> = { delivered: 204, accepted: 202 };

/** The last step of every write: waits for the delivery of the change, as long as the caller wants it to, and answers. */
@Injectable()
export class DeliveryInterceptor<Answer> implements NestInterceptor<Delivery | Answered<Answer>, Answer | undefined> {
  constructor(private readonly settings: Settings) {}

  intercept(context: ExecutionContext, next: CallHandler<Delivery | Answered<Answer>>): Observable<Answer | undefined> {
    const http = context.switchToHttp();
    return next.handle().pipe(mergeMap((made) => this.answer(made, http.getRequest(), http.getResponse())));
  }

  private async answer(
    made: Delivery | Answered<Answer>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<Answer | undefined> {
    if (!('delivery' in made)) {
      reply.status(statusOf[await this.outcomeOf(made, request, reply)]);
      return undefined;
    }
    const { delivery, answer, location } = made;
    await this.outcomeOf(delivery, request, reply);
    reply.status(201);
    if (location !== undefined) reply.header('Location', `${this.settings.PUBLIC_URL}${location}`);
    return answer;
  }

  /** The request gives its turn back before it waits. @throws {Problem} when the change was refused: see `Delivery.outcome`. */
  private async outcomeOf(delivery: Delivery, request: FastifyRequest, reply: FastifyReply): Promise<Outcome> {
    delivery.causedBy(request.id);
    endTurn(request);
    const atOnce = preferencesOf(request.headers['prefer']).has('respond-async');
    const outcome = await delivery.outcome(atOnce ? 0 : this.settings.WRITE_ACTION_TIMEOUT_MS);
    if (atOnce) reply.header('Preference-Applied', 'respond-async');
    return outcome;
  }
}
