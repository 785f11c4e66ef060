import type { FastifyInstance } from 'fastify';
import { named } from '../http/named.js';
import { parseBody } from '../json/request-body.js';
import type { Platform } from '../platform.js';
import { requireServiceOwner } from './authorisation.js';
import { contextRoutes } from './context-routes.js';
import { dialogRoutes } from './dialog-routes.js';
import { entityRoutes } from './entity-routes.js';
import { searchRoutes } from './search-routes.js';

/** Dialogporten's service owner API. */
export function serviceOwnerRoutes(platform: Platform) {
  return async (app: FastifyInstance): Promise<void> => {
    requireServiceOwner(app, platform);
    app.removeContentTypeParser('application/json');
    app.addContentTypeParser(
      ['application/json', 'application/json-patch+json'],
      { parseAs: 'string' },
      async (_request: unknown, body: string | Buffer) => (body === '' ? undefined : parseBody(String(body))),
    );
    for (const [name, routes] of Object.entries({ searchRoutes, dialogRoutes, entityRoutes, contextRoutes })) {
      await app.register(named(name, routes(platform)), { prefix: '/dialogs' });
    }
  };
}
