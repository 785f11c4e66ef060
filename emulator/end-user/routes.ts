import type { FastifyInstance, FastifyRequest } from 'fastify';
import { notFound } from '../dialogs/dialog-problems.js';
import { type Query, search } from '../dialogs/search.js';
import { withLabels } from '../dialogs/system-labels.js';
import { challenge } from '../http/challenge.js';
import { EmptyRefusal, PlatformProblem } from '../http/problem.js';
import { lowerCased } from '../http/query.js';
import { idIn } from '../http/route-id.js';
import type { Platform } from '../platform.js';
import type { Persona } from '../policy.js';
import { AccessTokenVerifier } from '../service-owner/access-token-verifier.js';
import { addPortalCors } from './cors.js';
import { accessibleDialog, accessibleDialogs, markSeen, viewerOf } from './dialog-access.js';
import { dialogTokenFor } from './dialog-token.js';
import { endUserSummary, endUserView } from './dialog-view.js';
import { inPreferredLanguage } from './preferred-language.js';
import { seenEntryView } from './seen-entry.js';
import { mayRead, transmissionView } from './transmission-view.js';

declare module 'fastify' {
  interface FastifyRequest {
    persona: Persona | undefined;
  }
}

type OneDialog = { Params: { dialogId: string } };
type OneTransmission = { Params: { dialogId: string; transmissionId: string } };

/** Dialogporten's end user API, for the persona that the `X-Persona` header names. */
export function endUserRoutes(platform: Platform) {
  const accessible = (request: FastifyRequest) =>
    accessibleDialog(platform, request.persona!, idIn(request, 'dialogId'));

  return async (app: FastifyInstance): Promise<void> => {
    addPortalCors(app);
    requirePersona(app, platform);

    app.get<{ Querystring: Query }>('/dialogs', (request, reply) => {
      reply.header('cache-control', 'no-store');
      const query = lowerCased(request.query);
      const page = search(accessibleDialogs(platform, request.persona!), request.query);
      if (query['party'] === undefined && query['serviceresource'] === undefined) {
        throw new PlatformProblem(400, { '': ['Either ServiceResource or Party must be specified.'] });
      }
      return {
        ...page,
        items: shownTo(
          request,
          page.items.map((dialog) => endUserSummary(dialog, viewerOf(request.persona!))),
        ),
      };
    });

    app.get<OneDialog>('/dialogs/:dialogId', async (request, reply) => {
      const { dialog, granted } = accessible(request);
      const persona = request.persona!;
      const seen = markSeen(platform, persona, dialog);
      reply.header('etag', dialog.revision).header('cache-control', 'no-store');
      return {
        ...shownTo(request, endUserView(seen, granted, viewerOf(persona), platform.now())),
        dialogToken: dialogTokenFor(platform, persona, dialog, granted),
      };
    });

    app.get<OneTransmission>('/dialogs/:dialogId/transmissions/:transmissionId', (request) => {
      const { dialog, granted } = accessible(request);
      const wanted = idIn(request, 'transmissionId');
      const transmission = dialog.transmissions.find(({ id }) => id === wanted);
      if (!transmission) throw notFound('DialogTransmission', wanted);
      const isAuthorized = mayRead(granted, transmission);
      const { isOpened: _isOpened, ...view } = transmissionView(
        dialog,
        transmission,
        granted,
        isAuthorized,
        platform.now().getTime(),
      );
      return shownTo(request, view);
    });

    app.get<OneDialog>('/dialogs/:dialogId/seenlog', (request) => {
      const { dialog } = accessible(request);
      return dialog.seenLog.map((entry) => seenEntryView(entry, viewerOf(request.persona!)));
    });

    app.put<OneDialog>('/dialogs/:dialogId/context/systemlabels', async (request, reply) => {
      const { dialog } = accessible(request);
      const { addLabels = [], removeLabels = [] } = (request.body ?? {}) as Record<string, string[]>;
      const endUserContext = withLabels(dialog.endUserContext, addLabels, removeLabels);
      platform.dialogs.put({ ...dialog, endUserContext });
      reply.code(204).header('etag', endUserContext.revision);
    });
  };
}

function shownTo<View>({ headers }: FastifyRequest, view: View): View {
  return inPreferredLanguage(view, headers['accept-language']);
}

/** Lets personas in. A service owner is known, too, but has no business here. */
function requirePersona(app: FastifyInstance, platform: Platform): void {
  const verifier = new AccessTokenVerifier(platform);
  app.decorateRequest('persona', undefined);
  app.addHook('onRequest', async (request) => {
    if (request.method === 'OPTIONS') return;
    const { 'x-persona': id, authorization } = request.headers;
    request.persona = platform.policy.personas.find((persona) => persona.id === id);
    if (request.persona) return;
    if (authorization === undefined) throw challenge();
    await verifier.verify(authorization);
    throw new EmptyRefusal(403);
  });
}
