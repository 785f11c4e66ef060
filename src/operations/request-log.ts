import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

/** Logs one line for every answered request: the route rather than the URL, so that nothing personal can be in it. */
export function logRequests(server: FastifyInstance, logger: Logger): void {
  server.addHook('onResponse', async (request, reply) => {
    if (request.routeOptions.url?.startsWith('/health/')) return;
    logger.info({
      msg: 'request',
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      traceId: request.id,
    });
  });
}
