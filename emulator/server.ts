import { type FastifyInstance, fastify } from 'fastify';
import { authorizationRoutes } from './authorization/routes.js';
import { addControlHooks } from './control/hooks.js';
import { controlRoutes } from './control/routes.js';
import { deskRoutes } from './desk/routes.js';
import { endUserRoutes } from './end-user/routes.js';
import { eventRoutes } from './events/routes.js';
import { graphqlRoutes } from './graphql/routes.js';
import { addDoors } from './http/doors.js';
import { named } from './http/named.js';
import { addProblemResponses } from './http/problem-responses.js';
import { idPortenRoutes } from './idporten/routes.js';
import { maskinportenRoutes } from './maskinporten/routes.js';
import { metadataRoutes } from './metadata/routes.js';
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
  addDoors(app, platform.addresses);
  addControlHooks(app, platform);
  addProblemResponses(app);
  app.register(named('well-known', wellKnownRoutes(platform)), { prefix: '/dialogporten/api/v1/.well-known' });
  app.register(named('service-owner', serviceOwnerRoutes(platform)), { prefix: '/dialogporten/api/v1/serviceowner' });
  app.register(named('end-user', endUserRoutes(platform)), { prefix: '/dialogporten/api/v1/enduser' });
  app.register(named('metadata', metadataRoutes(platform)), { prefix: '/dialogporten/api/v1/metadata' });
  app.register(named('graphql', graphqlRoutes(platform)));
  app.register(named('maskinporten', maskinportenRoutes(platform)), { prefix: '/maskinporten' });
  app.register(named('idporten', idPortenRoutes(platform)), { prefix: '/idporten' });
  app.register(named('authorization', authorizationRoutes(platform)), { prefix: '/authorization/api/v1' });
  app.register(named('events', eventRoutes(platform)), { prefix: '/events/api/v1' });
  app.register(named('control', controlRoutes(platform)), { prefix: '/emulator' });
  app.register(named('portal-control', portalControlRoutes(platform)), { prefix: '/emulator' });
  app.register(named('portal', portalRoutes()));
  if (platform.desk) app.register(named('desk', deskRoutes(platform, platform.desk)));
  return app;
}
