import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Metrics } from './metrics.js';

/**
 * Logs and measures every answered request: by its route rather than its URL, so that nothing personal can be in it.
 * What an orchestrator asks every few seconds is measured only.
 */
export function observeRequests(server: FastifyInstance, logger: Logger, metrics: Metrics): void {
  server.addHook(
    'onResponse',
    async ({ method, routeOptions, id: traceId }, { statusCode: status, elapsedTime: ms }) => {
      const route = routeOptions.url ?? 'none';
      metrics.observeRequest(method, route, status, ms / 1000);
      if (route.startsWith('/health/') || route === '/metrics') return;
      logger.info({ msg: 'request', method, route, status, ms: Math.round(ms * 10) / 10, traceId });
    },
  );
}
