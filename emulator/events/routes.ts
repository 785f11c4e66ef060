import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Platform } from '../platform.js';
import { AccessTokenVerifier } from '../maskinporten/access-token-verifier.js';
import type { Subscription, SubscriptionRequest } from './altinn-events.js';

const subscribeScope = 'altinn:events.subscribe';
/** Without it a client is an organisation, and no service owner, to whom events of other parties are shown. */
const ownerScope = 'altinn:serviceowner';

/** UriExtensions.cs */
const urn = /^urn:[a-z0-9-]{1,30}(:[a-z0-9()+,.\-;$_!/]{1,100}){1,10}$/;

type OneSubscription = { Params: { id: string } };

/** Refusals are a sentence, as JSON, or nothing at all. */
class Refusal extends Error {
  constructor(
    readonly statusCode: number,
    readonly sentence?: string,
  ) {
    super(sentence);
  }
}

/** The subscriptions of Altinn Events (SubscriptionController.cs), for the service owners of the policy. */
export function eventRoutes(platform: Platform) {
  const { policy, addresses, altinnEvents, now } = platform;
  const verifier = new AccessTokenVerifier(platform);

  const callerOf = async ({ headers }: FastifyRequest) => {
    const { organisation, scopes } = await verifier.verify(headers.authorization);
    const owned = policy.serviceResources.filter(({ owner }) => owner === organisation);
    const [code] = scopes.includes(ownerScope) ? owned.map(({ ownerCode }) => ownerCode) : [];
    return { scopes, owned, consumer: code === undefined ? `/organisation/${organisation}` : `/org/${code}` };
  };

  async function own(request: FastifyRequest<OneSubscription>): Promise<Subscription> {
    const { consumer } = await callerOf(request);
    const subscription = altinnEvents.get(Number(request.params.id));
    if (subscription === undefined) throw new Refusal(404);
    if (subscription.createdBy !== consumer) throw new Refusal(403);
    return subscription;
  }

  return async (app: FastifyInstance): Promise<void> => {
    app.setErrorHandler<Refusal>(async (error, _request, reply) => {
      if (!(error instanceof Refusal)) throw error;
      reply.code(error.statusCode).type('application/json; charset=utf-8');
      return error.sentence === undefined ? '' : JSON.stringify(error.sentence);
    });

    app.post('/subscriptions', async (request, reply) => {
      const { scopes, owned, consumer } = await callerOf(request);
      const asked = requested(request.body);
      const isLocal = platform.allowsLocalHttp && /^http:\/\/(?:localhost|127\.0\.0\.1)[:/]/.test(asked.endPoint);
      if (!isLocal && !asked.endPoint.startsWith('https://')) {
        throw new Refusal(400, 'Missing or invalid endpoint to push events towards');
      }
      if (!scopes.includes(subscribeScope)) throw new Refusal(403);
      if (asked.resourceFilter === '') throw new Refusal(400, 'Resource filter is required.');
      if (!urn.test(asked.resourceFilter)) throw new Refusal(400, 'Resource filter must be a valid urn');
      if (!scopes.includes(ownerScope) || !owned.some((resource) => resource.urn === asked.resourceFilter)) {
        throw new Refusal(403, `Not authorized to create a subscription for resource ${asked.resourceFilter}.`);
      }
      const api = `${addresses.base}/events/api/v1`;
      const subscription = altinnEvents.subscribe(consumer, asked, { now: now(), api });
      reply.code(201).header('location', `/events/api/v1/subscription/${subscription.id}`);
      return subscription;
    });

    app.get('/subscriptions', async (request, reply) => {
      const { consumer } = await callerOf(request);
      const subscriptions = altinnEvents.of(consumer);
      reply.type('application/json; charset=utf-8');
      return { count: subscriptions.length, subscriptions };
    });

    app.get<OneSubscription>('/subscriptions/:id', (request) => own(request));

    app.delete<OneSubscription>('/subscriptions/:id', async (request, reply) => {
      altinnEvents.delete((await own(request)).id);
      reply.code(200);
    });
  };
}

/** The filters that are given; what is no text counts as not given. */
function requested(body: unknown): SubscriptionRequest {
  const { endPoint, resourceFilter, subjectFilter, typeFilter } = Object(body) as Record<string, unknown>;
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return {
    endPoint: text(endPoint),
    resourceFilter: text(resourceFilter),
    ...(text(subjectFilter) && { subjectFilter: text(subjectFilter) }),
    ...(text(typeFilter) && { typeFilter: text(typeFilter) }),
  };
}
