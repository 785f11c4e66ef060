import type { FastifyInstance } from 'fastify';
import { accessibleDialog, accessibleDialogs } from '../end-user/dialog-access.js';
import { dialogTokenFor } from '../end-user/dialog-token.js';
import { endUserView } from '../end-user/dialog-view.js';
import type { Platform } from '../platform.js';
import type { Persona } from '../policy.js';
import { type OpenedDialog, page } from './page.js';

/** The page for people who try the stand-in. */
export function pageRoutes(platform: Platform) {
  return async (app: FastifyInstance): Promise<void> => {
    app.get<{ Querystring: { persona?: string; dialog?: string } }>('/', async ({ query }, reply) => {
      const { personas } = platform.policy;
      const persona = personas.find(({ id }) => id === query.persona);
      const dialogs = persona ? accessibleDialogs(platform, persona) : platform.dialogs.all();
      const isOpen = persona && dialogs.some(({ id }) => id === query.dialog);
      reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'")
        .header('referrer-policy', 'no-referrer')
        .header('cache-control', 'no-store');
      return page({ personas, persona, dialogs, opened: isOpen ? open(platform, persona, query.dialog!) : undefined });
    });
  };
}

function open(platform: Platform, persona: Persona, dialogId: string): OpenedDialog {
  const { dialog, granted } = accessibleDialog(platform, persona, dialogId);
  return {
    view: endUserView(dialog, granted, persona.consumer),
    token: dialogTokenFor(platform, persona, dialog, granted),
  };
}
