import type { FastifyInstance } from 'fastify';
import type { Platform } from '../platform.js';
import type { Fault } from './faults.js';

const faultSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    match: { type: 'string', pattern: '^(?:[A-Z]+ )?/' },
    times: { type: 'integer', minimum: 1 },
    latencyMs: { type: 'integer', minimum: 0 },
    status: { type: 'integer', minimum: 200, maximum: 599 },
    errors: { type: 'object', additionalProperties: { type: 'array', items: { type: 'string' } } },
    retryAfterSeconds: { type: 'integer', minimum: 0 },
    absent: { const: true },
    after: { const: 'commit' },
  },
};

/** The switches of the stand-in: faults, the request log and the rotation of keys. */
export function controlRoutes({ faults, requests, dialogTokenKeys }: Platform) {
  return async (app: FastifyInstance): Promise<void> => {
    app.put<{ Body: Fault | Fault[] }>(
      '/faults',
      { schema: { body: { anyOf: [faultSchema, { type: 'array', items: faultSchema }] } } },
      async (request, reply) => {
        faults.set(Array.isArray(request.body) ? request.body : [request.body]);
        reply.code(204);
      },
    );
    app.get('/faults', async () => faults.list());
    app.delete('/faults', async (_request, reply) => {
      faults.clear();
      reply.code(204);
    });

    app.get('/requests', async () => requests.list());
    app.delete('/requests', async (_request, reply) => {
      requests.clear();
      reply.code(204);
    });

    app.post('/keys/rotate', async (_request, reply) => {
      dialogTokenKeys.rotate();
      reply.code(204);
    });
  };
}
