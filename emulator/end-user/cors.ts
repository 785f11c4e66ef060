import type { FastifyInstance } from 'fastify';
import { isLocalOrigin } from '../http/doors.js';

/** Lets portals on the same machine call from the browser, and read refusals too. */
export function addPortalCors(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers;
    reply.header('vary', 'Origin');
    if (origin === undefined || !isLocalOrigin(origin)) return;
    reply.header('access-control-allow-origin', origin).header('access-control-expose-headers', 'ETag');
  });

  app.options('/*', async (_request, reply) => {
    reply
      .code(204)
      .header('access-control-allow-methods', 'GET')
      .header('access-control-allow-headers', 'X-Persona, Accept, Accept-Language, Content-Type, traceparent')
      .header('access-control-max-age', '600');
  });
}
