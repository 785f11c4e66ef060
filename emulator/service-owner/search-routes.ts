import type { FastifyInstance } from 'fastify';
import type { Dialog } from '../model/dialog.js';
import { searchLimits } from '../dialogs/search-filter.js';
import { grantedActions } from '../end-user/granted-actions.js';
import type { Query } from '../http/query.js';
import { readSearch, searchPage } from '../dialogs/search-query.js';
import type { Platform } from '../platform.js';
import { searchScope } from './authorisation.js';
import { serviceOwnerSummary } from './dialog-view.js';
import { endUserIdIn, personaOf } from './on-behalf.js';
import { ownDialogs } from './resource-access.js';

/** Dialogs, as their service owner finds them. */
export function searchRoutes(platform: Platform) {
  return async (app: FastifyInstance): Promise<void> => {
    app.get<{ Querystring: Query }>('/', { config: { scope: searchScope } }, (request) => {
      const query = readSearch('/serviceowner/dialogs', request.query);
      const endUserId = endUserIdIn(request);
      const own = ownDialogs(platform, request)
        .filter(isWanted(query.deleted))
        .filter((dialog) => endUserId === undefined || mayList(platform, endUserId, dialog));
      const page = searchPage(own, query, searchLimits.serviceOwnerSearch);
      return { ...page, items: page.items.map(serviceOwnerSummary) };
    });
  };
}

function isWanted(deletedFilter: string | null | undefined): (dialog: Dialog) => boolean {
  if (deletedFilter === 'Include') return () => true;
  return ({ deletedAt }) => (deletedAt !== undefined) === (deletedFilter === 'Only');
}

function mayList(platform: Platform, endUserId: string, dialog: Dialog): boolean {
  const persona = personaOf(platform, endUserId);
  return persona !== undefined && grantedActions(platform.policy, persona, dialog, platform.plays) !== undefined;
}
