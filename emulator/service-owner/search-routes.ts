import type { FastifyInstance } from 'fastify';
import type { Dialog } from '../dialogs/dialog.js';
import { type Query, search } from '../dialogs/search.js';
import { lowerCased } from '../http/query.js';
import type { Platform } from '../platform.js';
import { searchScope } from './authorisation.js';
import { serviceOwnerSummary } from './dialog-view.js';
import { ownDialogs } from './resource-access.js';

/** Dialogs, as their service owner finds them. */
export function searchRoutes(platform: Platform) {
  return async (app: FastifyInstance): Promise<void> => {
    app.get<{ Querystring: Query }>('/', { config: { scope: searchScope } }, (request) => {
      const own = ownDialogs(platform, request).filter(isWanted(lowerCased(request.query)['deleted']));
      const page = search(own, request.query);
      return { ...page, items: page.items.map(serviceOwnerSummary) };
    });
  };
}

function isWanted(deletedFilter: Query[string]): (dialog: Dialog) => boolean {
  if (deletedFilter === 'Include') return () => true;
  return ({ deletedAt }) => (deletedAt !== undefined) === (deletedFilter === 'Only');
}
