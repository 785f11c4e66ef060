import type { FastifyInstance } from 'fastify';
import { knownRevision } from '../http/known-revision.js';
import { idIn } from '../http/route-id.js';
import { platformSchemas } from '../json/platform-schemas.js';
import { readBody } from '../json/request-body.js';
import type { Platform } from '../platform.js';
import { type LabelTarget, type LabelUpdate, setLabels, setLabelsOfMany } from './labels.js';

/** The user's own labels: which folder a dialog lies in, and whether it counts as unopened. */
export function labelRoutes(app: FastifyInstance, platform: Platform): void {
  const schemas = platformSchemas[platform.plays];

  app.put<{ Params: { dialogId: string } }>('/dialogs/:dialogId/context/systemlabels', async (request, reply) => {
    const path = '/enduser/dialogs/{dialogId}/context/systemlabels';
    const update = readBody('put', path, request.body, schemas) as LabelUpdate;
    const known = knownRevision(request);
    const revision = setLabels(platform, request.persona, idIn(request, 'dialogId'), update, known);
    reply.code(204).header('etag', revision);
  });

  app.post('/dialogs/context/systemlabels/actions/bulkset', async (request, reply) => {
    const path = '/enduser/dialogs/context/systemlabels/actions/bulkset';
    const body = readBody('post', path, request.body, schemas) as LabelUpdate & { readonly dialogs?: LabelTarget[] };
    setLabelsOfMany(platform, request.persona, body.dialogs ?? [], body);
    reply.code(204);
  });
}
