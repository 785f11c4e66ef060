import type { FastifyInstance } from 'fastify';
import { parseBody } from '../json/request-body.js';
import type { Platform } from '../platform.js';
import { addPortalCors } from './cors.js';
import { dialogRoutes } from './dialog-routes.js';
import { labelRoutes } from './label-routes.js';
import { lookupRoutes } from './lookup-routes.js';
import { partRoutes } from './part-routes.js';
import { requirePersona } from './persona.js';

/** Dialogporten's end user API, for the persona that the `X-Persona` header names. */
export function endUserRoutes(platform: Platform) {
  return async (app: FastifyInstance): Promise<void> => {
    addPortalCors(app);
    requirePersona(app, platform);
    app.removeContentTypeParser('application/json');
    app.addContentTypeParser(
      'application/json',
      { parseAs: 'string' },
      async (_request: unknown, body: string | Buffer) => (body === '' ? undefined : parseBody(String(body))),
    );
    for (const routes of [dialogRoutes, partRoutes, labelRoutes, lookupRoutes]) routes(app, platform);
  };
}
