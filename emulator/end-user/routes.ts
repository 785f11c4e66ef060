import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Query, search } from '../dialogs/search.js';
import { PlatformProblem } from '../http/problem.js';
import type { Platform } from '../platform.js';
import type { Persona, Policy } from '../policy.js';
import { addPortalCors } from './cors.js';
import { accessibleDialog, accessibleDialogs, markSeen } from './dialog-access.js';
import { dialogTokenFor } from './dialog-token.js';
import { endUserSummary, endUserView } from './dialog-view.js';

/** Dialogporten's end user API, for the persona that the `X-Persona` header names. */
export function endUserRoutes(platform: Platform) {
  return async (app: FastifyInstance): Promise<void> => {
    addPortalCors(app);

    app.get<{ Querystring: Query }>('/dialogs', (request, reply) => {
      reply.header('cache-control', 'no-store');
      const persona = personaOf(platform.policy, request);
      const page = search(accessibleDialogs(platform, persona), request.query);
      return { ...page, items: page.items.map((dialog) => endUserSummary(dialog, persona.consumer)) };
    });

    app.get<{ Params: { dialogId: string } }>('/dialogs/:dialogId', async (request, reply) => {
      const persona = personaOf(platform.policy, request);
      const { dialog, granted } = accessibleDialog(platform, persona, request.params.dialogId);
      const seen = markSeen(platform, persona, dialog);
      reply.header('etag', dialog.revision).header('cache-control', 'no-store');
      return {
        ...endUserView(seen, granted, persona.consumer),
        dialogToken: dialogTokenFor(platform, persona, dialog, granted),
      };
    });
  };
}

function personaOf({ personas }: Policy, { headers }: FastifyRequest): Persona {
  const persona = personas.find(({ id }) => id === headers['x-persona']);
  if (persona) return persona;
  throw new PlatformProblem(401, { 'X-Persona': ['must be the id of a persona'] });
}
