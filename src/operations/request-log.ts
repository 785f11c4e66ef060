import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { forOrchestrators } from '../http/operations-routes.js';
import { addressPseudonym, callerPseudonym } from '../logging/personal-data.js';
import type { GivenUp } from '../http/server.js';
import type { Metrics } from './metrics.js';

export interface Observation {
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Whether the address of a caller is what a proxy says. */
  readonly trustsProxy: boolean;
}

/** A request of Node's whose handling has begun: a map of them would cost more than all else that is done here. */
type Begun = IncomingMessage & { begun?: FastifyRequest };

/**
 * Logs and measures every answered request: by its route rather than its URL, so that nothing personal can be in it.
 * Refused and failed requests have their caller, by a pseudonym. Requests of an orchestrator are measured only, and so
 * are those that an overloaded process refuses.
 *
 * @returns logs and measures a request that was given up before it was whole.
 */
export function observeRequests(
  server: FastifyInstance,
  { logger, metrics, trustsProxy }: Observation,
): (givenUp: GivenUp) => void {
  let isProxyKnown = trustsProxy;
  server.addHook('onRequest', (request, _reply, done) => {
    (request.raw as Begun).begun = request;
    if (!isProxyKnown && request.headers['x-forwarded-for'] !== undefined) {
      isProxyKnown = true;
      logger.warn({ msg: 'a request comes through a proxy, and TRUST_PROXY names none: all its callers count as one' });
    }
    done();
  });
  server.addHook('onResponse', (request, { statusCode: status, elapsedTime: ms }, done) => {
    const { method, problem, id: traceId } = request;
    const route = request.routeOptions.url ?? 'none';
    metrics.observeRequest(method, route, status, ms / 1000);
    if (problem !== undefined) metrics.observeProblem(problem);
    if (problem !== 'overloaded' && !forOrchestrators.test(route)) {
      const caller = problem === undefined ? undefined : callerPseudonym(request);
      logger.info({ msg: 'request', method, route, status, problem, caller, ms: Math.round(ms * 10) / 10, traceId });
    }
    done();
  });
  return ({ problem, address, request: raw }) => {
    metrics.observeProblem(problem);
    const request = (raw as Begun | undefined)?.begun;
    const caller = request ? callerPseudonym(request) : addressPseudonym(address ?? '');
    const { method, routeOptions, id: traceId } = request ?? {};
    logger.info({ msg: 'a connection was given up', method, route: routeOptions?.url, problem, caller, traceId });
  };
}
