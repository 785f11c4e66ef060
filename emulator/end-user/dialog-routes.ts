import type { FastifyInstance } from 'fastify';
import { searchLimits } from '../dialogs/search-filter.js';
import { PlatformProblem } from '../http/problem.js';
import type { Query } from '../http/query.js';
import { idIn } from '../http/route-id.js';
import { readSearch, searchPage } from '../dialogs/search-query.js';
import type { Platform } from '../platform.js';
import { accessibleDialog, accessibleDialogs, asListed, markSeen, viewerOf } from './dialog-access.js';
import { dialogTokenFor } from './dialog-token.js';
import { endUserSummary, endUserView } from './dialog-view.js';
import { shownTo } from './persona.js';

/** Dialogs, as end users find and open them. */
export function dialogRoutes(app: FastifyInstance, platform: Platform): void {
  app.get<{ Querystring: Query }>('/dialogs', (request, reply) => {
    reply.header('cache-control', 'no-store');
    const persona = request.persona!;
    const query = readSearch('/enduser/dialogs', request.query);
    const page = searchPage(accessibleDialogs(platform, persona), query, searchLimits.endUserSearch);
    if (!query.party?.length && !query.serviceResource?.length)
      throw new PlatformProblem(400, { '': ['Either ServiceResource or Party must be specified.'] });
    const items = page.items.map((dialog) => endUserSummary(asListed(platform, persona, dialog), viewerOf(persona)));
    return { ...page, items: shownTo(request, items) };
  });

  app.get<{ Params: { dialogId: string } }>('/dialogs/:dialogId', async (request, reply) => {
    const persona = request.persona!;
    const { dialog, granted } = accessibleDialog(platform, persona, idIn(request, 'dialogId'));
    const seen = markSeen(platform, persona, dialog);
    reply.header('etag', dialog.revision).header('cache-control', 'no-store');
    return {
      ...shownTo(request, endUserView(seen, granted, viewerOf(persona), platform.now())),
      dialogToken: dialogTokenFor(platform, persona, dialog, granted),
    };
  });
}
