import type { FastifyInstance } from 'fastify';
import { inPreferredLanguage } from '../end-user/preferred-language.js';
import { named } from '../http/named.js';
import { PlatformProblem } from '../http/problem.js';
import { lowerCased, type Query } from '../http/query.js';
import { parseBody } from '../json/request-body.js';
import type { Platform } from '../platform.js';
import { requireServiceOwner } from './authorisation.js';
import { contextRoutes } from './context-routes.js';
import { noteArrivals } from './dialog-access.js';
import { dialogRoutes } from './dialog-routes.js';
import { entityRoutes } from './entity-routes.js';
import { dialogBehind, lookedUp } from '../registers/dialog-lookup.js';
import { owns } from './resource-access.js';
import { searchRoutes } from './search-routes.js';

/** Dialogporten's service owner API. */
export function serviceOwnerRoutes(platform: Platform) {
  return async (app: FastifyInstance): Promise<void> => {
    noteArrivals(app, platform);
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
    app.get<{ Querystring: Query }>('/dialoglookup', (request) => {
      const found = dialogBehind(platform, lowerCased(request.query)['instanceref']?.toString(), true);
      if (!owns(platform, request, found.dialog.serviceResource)) {
        const message = 'The authenticated service owner does not own the resolved dialog.';
        throw new PlatformProblem(403, { Forbidden: [message] });
      }
      const { nonSensitiveTitle } = found.dialog.content;
      const told = {
        ...lookedUp(platform, found),
        ...(nonSensitiveTitle && { nonSensitiveTitle: nonSensitiveTitle.value }),
      };
      return inPreferredLanguage(told, request.headers['accept-language']);
    });
  };
}
