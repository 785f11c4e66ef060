import type { FastifyInstance } from 'fastify';
import type { Platform } from '../platform.js';
import { requireServiceOwner } from './authorisation.js';
import { dialogRoutes } from './dialog-routes.js';
import { entityRoutes } from './entity-routes.js';

/** Dialogporten's service owner API. */
export function serviceOwnerRoutes(platform: Platform) {
  return async (app: FastifyInstance): Promise<void> => {
    requireServiceOwner(app, platform);
    app.addContentTypeParser(
      'application/json-patch+json',
      { parseAs: 'string' },
      app.getDefaultJsonParser('error', 'error'),
    );
    await app.register(dialogRoutes(platform), { prefix: '/dialogs' });
    await app.register(entityRoutes(platform), { prefix: '/dialogs' });
  };
}
