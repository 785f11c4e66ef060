import { randomUUID } from 'node:crypto';
import type { CloudEvent } from './dialog-cloud-events.js';

/** The filter of a subscription. */
export interface SubscriptionRequest {
  readonly endPoint: string;
  readonly resourceFilter: string;
  readonly subjectFilter?: string;
  readonly typeFilter?: string;
}

/** A subscription, as its API shows it. */
export interface Subscription extends SubscriptionRequest {
  readonly id: number;
  readonly consumer: string;
  readonly createdBy: string;
  readonly created: string;
  readonly validated: boolean;
  readonly includeSubunits: false;
}

/** How long Altinn Events waits before each further attempt, in seconds (RetryBackoffService.cs): after the last it gives up. */
export const retrySeconds: readonly number[] = [
  10, 30, 60, 300, 600, 1_800, 3_600, 10_800, 21_600, 43_200, 43_200, 43_200,
];

/** As much of an event as all of them have. */
type SentEvent = Pick<CloudEvent, 'id' | 'type' | 'source' | 'specversion'>;

/** How long an endpoint may take, in milliseconds (EventsOutboundSettings). */
const answerWithinMs = 45_000;

/** More subscriptions and undelivered events than that are not kept. */
const mostSubscriptions = 1_000;
const mostUndelivered = 10_000;

/** An attempt to hand an event to an endpoint. */
export interface EventAttempt {
  readonly subscriptionId: number;
  readonly eventId: string;
  readonly type: string;
  /** None: there was no answer. */
  readonly status: number | undefined;
}

/**
 * Altinn Events: hands events to the endpoints that have been subscribed for them, at least once, in any order, and again where an
 * endpoint does not answer 2xx. An endpoint gets nothing before it has answered the event that validates it.
 */
export class AltinnEvents {
  /** Every attempt of late. */
  readonly attempts: EventAttempt[] = [];
  readonly #subscriptions = new Map<number, Subscription>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #retrySeconds: readonly number[];
  #lastId = 0;
  #isStopped = false;

  constructor(retries = retrySeconds) {
    this.#retrySeconds = retries;
  }

  /** Those of a consumer. */
  of(consumer: string): readonly Subscription[] {
    return [...this.#subscriptions.values()].filter((each) => each.consumer === consumer);
  }

  get(id: number): Subscription | undefined {
    return this.#subscriptions.get(id);
  }

  delete(id: number): void {
    this.#subscriptions.delete(id);
  }

  /** Adds a subscription, or finds the same one, and has its endpoint validated (SubscriptionService.cs). */
  subscribe(consumer: string, asked: SubscriptionRequest, { now, api }: { now: Date; api: string }): Subscription {
    const same = this.of(consumer).find(
      ({ endPoint, resourceFilter, subjectFilter, typeFilter }) =>
        endPoint === asked.endPoint &&
        resourceFilter === asked.resourceFilter &&
        subjectFilter === asked.subjectFilter &&
        typeFilter === asked.typeFilter,
    );
    const subscription = same ?? this.#added(consumer, asked, now);
    this.#deliver(subscription.id, {
      id: randomUUID(),
      source: `${api}/subscriptions/${subscription.id}`,
      type: 'platform.events.validatesubscription',
      specversion: '1.0',
    });
    return subscription;
  }

  /** Hands an event to every endpoint that has been validated and has asked for it. */
  publish(event: CloudEvent): void {
    for (const { id, validated, ...filter } of this.#subscriptions.values()) {
      const isAskedFor =
        filter.resourceFilter === event.resource &&
        (filter.subjectFilter === undefined || filter.subjectFilter === event.subject) &&
        (filter.typeFilter === undefined || filter.typeFilter === event.type);
      if (validated && isAskedFor) this.#deliver(id, event);
    }
  }

  /** Nothing is delivered any more. */
  stop(): void {
    this.#isStopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #added(consumer: string, asked: SubscriptionRequest, now: Date): Subscription {
    const id = (this.#lastId += 1);
    const subscription = {
      ...asked,
      id,
      consumer,
      createdBy: consumer,
      created: now.toISOString(),
      validated: false,
      includeSubunits: false as const,
    };
    this.#subscriptions.set(id, subscription);
    const [oldest] = this.#subscriptions.keys();
    if (this.#subscriptions.size > mostSubscriptions && oldest !== undefined) this.#subscriptions.delete(oldest);
    return subscription;
  }

  #deliver(subscriptionId: number, event: SentEvent, attempt = 0): void {
    const waitSeconds = attempt === 0 ? 0 : this.#retrySeconds[attempt - 1];
    if (waitSeconds === undefined || this.#isStopped || this.#timers.size >= mostUndelivered) return;
    const timer = setTimeout(() => {
      void this.#attempt(subscriptionId, event, attempt).finally(() => this.#timers.delete(timer));
    }, waitSeconds * 1_000);
    timer.unref();
    this.#timers.add(timer);
  }

  async #attempt(subscriptionId: number, event: SentEvent, attempt: number): Promise<void> {
    const subscription = this.#subscriptions.get(subscriptionId);
    if (subscription === undefined) return;
    const status = await post(subscription.endPoint, event);
    if (this.attempts.length === mostUndelivered) this.attempts.splice(0, mostUndelivered / 2);
    this.attempts.push({ subscriptionId, eventId: event.id, type: event.type, status });
    if (status === undefined || status < 200 || status > 299) {
      this.#deliver(subscriptionId, event, attempt + 1);
      return;
    }
    const current = this.#subscriptions.get(subscriptionId);
    if (current?.validated === false) this.#subscriptions.set(subscriptionId, { ...current, validated: true });
  }
}

/** WebhookService.cs: `application/json`, though it is a CloudEvent. @returns undefined where there is no answer. */
async function post(endPoint: string, event: object): Promise<number | undefined> {
  try {
    const answer = await fetch(endPoint, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json; charset=utf-8' },
      body: JSON.stringify(event),
      signal: AbortSignal.timeout(answerWithinMs),
    });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return undefined;
  }
}
