import { type FastifyInstance, fastify } from 'fastify';
import { authorizationRoutes } from './authorization/routes.js';
import { addControlHooks } from './control/hooks.js';
import { controlRoutes } from './control/routes.js';
import { deskRoutes } from './desk/routes.js';
import { endUserRoutes } from './end-user/routes.js';
import { graphqlRoutes } from './graphql/routes.js';
import { addProblemResponses } from './http/problem-responses.js';
import { idPortenRoutes } from './idporten/routes.js';
import { maskinportenRoutes } from './maskinporten/routes.js';
import type { Platform } from './platform.js';
import { portalControlRoutes, portalRoutes } from './portal/routes.js';
import { serviceOwnerRoutes } from './service-owner/routes.js';
import { wellKnownRoutes } from './well-known/routes.js';

/** A server in front of the platform. It holds nothing that the platform does not, so it can be replaced. */
export function createServer(platform: Platform): FastifyInstance {
  const app = fastify({
    forceCloseConnections: true,
    // As Kestrel takes.
    bodyLimit: 30_000_000,
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
  });
  app.removeContentTypeParser('text/plain');
  addControlHooks(app, platform);
  addProblemResponses(app);
  app.register(wellKnownRoutes(platform), { prefix: '/dialogporten/api/v1/.well-known' });
  app.register(serviceOwnerRoutes(platform), { prefix: '/dialogporten/api/v1/serviceowner' });
  app.register(endUserRoutes(platform), { prefix: '/dialogporten/api/v1/enduser' });
  app.register(graphqlRoutes(platform));
  app.register(maskinportenRoutes(platform), { prefix: '/maskinporten' });
  app.register(idPortenRoutes(platform), { prefix: '/idporten' });
  app.register(authorizationRoutes(platform), { prefix: '/authorization/api/v1' });
  app.register(controlRoutes(platform), { prefix: '/emulator' });
  app.register(portalControlRoutes(platform), { prefix: '/emulator' });
  app.register(portalRoutes());
  if (platform.desk) app.register(deskRoutes(platform, platform.desk));
  return app;
}
