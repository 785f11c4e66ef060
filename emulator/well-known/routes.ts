import type { FastifyInstance } from 'fastify';
import type { Platform } from '../platform.js';

/** Where verifiers of dialog tokens find Dialogporten's keys (RFC 8414). */
export function wellKnownRoutes({ addresses, dialogTokenKeys }: Platform) {
  return async (app: FastifyInstance): Promise<void> => {
    app.get('/oauth-authorization-server', async () => ({
      issuer: addresses.dialogporten,
      jwks_uri: `${addresses.dialogporten}/.well-known/jwks.json`,
    }));
    app.get('/jwks.json', async (_request, reply) => {
      reply.header('cache-control', 'public, max-age=86400');
      return dialogTokenKeys.keySet;
    });
  };
}
