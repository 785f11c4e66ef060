import { askPlatform } from '../dialogporten/platform-fetch.js';
import type { EventStream } from '../dialogs/event.js';
import { jsonIn } from '../outgoing/outgoing.js';

/** The scopes that a token for Altinn Events has: the second one makes us a service owner there. */
export const eventScopes = 'altinn:events.subscribe altinn:serviceowner';

/** How long one request may take, in milliseconds. */
const timeoutMs = 15_000;

/** More than a service has; what is beyond is not looked at. */
const mostSubscriptions = 1_000;

/** A subscription at Altinn Events. */
export interface Subscription {
  readonly id: number;
  readonly endPoint: string;
  readonly resourceFilter?: string | undefined;
  readonly typeFilter?: string | undefined;
  /** Whether our endpoint has answered, so that events are sent to it. */
  readonly validated: boolean;
}

/** Altinn Events does not do what we ask. Its message has no secret in it. */
export class SubscribingError extends Error {
  override readonly name = 'SubscribingError';
}

/** A hint for a refusal, besides the words of Altinn Events. */
const hints: Readonly<Record<number, string>> = {
  401: 'it takes no token of Maskinporten itself: ALTINN_EXCHANGE_URL has to be set',
  403: `the token needs the scopes ${eventScopes}, and the policy of the resource has to let us "subscribe"`,
};

/** The subscriptions of ours at Altinn Events (SubscriptionController of Altinn/altinn-events). */
export class Subscriptions {
  /**
   * @param url of its API, such as `https://platform.tt02.altinn.no/events/api/v1`
   * @param token an Altinn token with {@link eventScopes}
   */
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** @throws {SubscribingError} when Altinn Events refuses or does not answer, as all others do. */
  async list(): Promise<readonly Subscription[]> {
    const { subscriptions } = Object(await this.ask('GET', '/subscriptions')) as { subscriptions?: unknown };
    return Array.isArray(subscriptions) ? subscriptions.slice(0, mostSubscriptions).map(toSubscription) : [];
  }

  /** The same one again has its endpoint validated anew. */
  async add(endPoint: string, { resource, type }: EventStream): Promise<Subscription> {
    const body = { endPoint, resourceFilter: resource, typeFilter: type };
    return toSubscription(await this.ask('POST', '/subscriptions', body));
  }

  async find(id: number): Promise<Subscription> {
    return toSubscription(await this.ask('GET', `/subscriptions/${id}`));
  }

  async remove(id: number): Promise<void> {
    await this.ask('DELETE', `/subscriptions/${id}`);
  }

  private async ask(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await askPlatform(`${this.url}${path}`, timeoutMs, {
      method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${this.token}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      body: body && JSON.stringify(body),
    });
    const said = jsonIn(answer);
    if (answer.status < 300) return said;
    const parts = [typeof said === 'string' ? withoutCodes(said) : '', hints[answer.status] ?? ''].filter(Boolean);
    throw new SubscribingError([`Altinn Events answered ${answer.status}`, ...parts].join(': '));
  }
}

function toSubscription(value: unknown): Subscription {
  const { id, endPoint, resourceFilter, typeFilter, validated } = Object(value) as Record<string, unknown>;
  if (typeof id !== 'number' || typeof endPoint !== 'string') {
    throw new SubscribingError('Altinn Events answered with something that is no subscription');
  }
  const text = (filter: unknown) => (typeof filter === 'string' ? filter : undefined);
  return {
    id,
    endPoint,
    resourceFilter: text(resourceFilter),
    typeFilter: text(typeFilter),
    validated: validated === true,
  };
}

/** A text without the secrets of addresses in it. */
export function withoutCodes(text: string): string {
  return text.replaceAll(/([?&]code=)[^&\s"]*/g, '$1…').slice(0, 300);
}

/** The address that Altinn Events is given: what it proves itself with is in its query, as in those of Altinn's own apps. */
export function endPointOf(publicUrl: string, secret: string): string {
  return `${publicUrl}/events?code=${secret}`;
}
