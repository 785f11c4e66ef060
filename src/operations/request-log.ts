import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { forOrchestrators } from '../http/admission.js';
import type { Metrics } from './metrics.js';

/**
 * Logs and measures every answered request: by its route rather than its URL, so that nothing personal can be in it.
 * What an orchestrator asks every few seconds is measured only.
 */
export function observeRequests(server: FastifyInstance, logger: Logger, metrics: Metrics): void {
  server.addHook('onResponse', (request, { statusCode: status, elapsedTime: ms }, done) => {
    const { method, problem, id: traceId } = request;
    const route = request.routeOptions.url ?? 'none';
    metrics.observeRequest(method, route, status, ms / 1000);
    if (problem !== undefined) metrics.observeProblem(problem);
    if (!forOrchestrators.test(route)) {
      logger.info({ msg: 'request', method, route, status, problem, ms: Math.round(ms * 10) / 10, traceId });
    }
    done();
  });
}
