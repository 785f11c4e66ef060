import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { notFound } from '../dialogs/dialog-problems.js';
import type { Actor, Dialog } from '../model/dialog.js';
import { type LabelTarget, type LabelUpdate, setLabels, setLabelsOfMany } from '../end-user/labels.js';
import { knownRevision } from '../http/known-revision.js';
import { PlatformProblem } from '../http/problem.js';
import { leftOut } from '../http/left-out.js';
import { lowerCased, type Query } from '../http/query.js';
import { platformSchemas } from '../json/platform-schemas.js';
import { readBody } from '../json/request-body.js';
import type { Platform } from '../platform.js';
import type { Persona } from '../policy.js';
import { checkServiceOwnerContext } from '../validation/context-rules.js';
import { Violations } from '../validation/violations.js';
import { adminScope, conditionScope, searchScope } from './authorisation.js';
import { assertFresh, type DialogRequest, readable } from './dialog-access.js';
import { endUserIdIn, personaOf } from './on-behalf.js';
import { ruleContextOf } from './rule-context.js';

type OneDialog = { Params: { dialogId: string } };
type OneLabel = { Params: { dialogId: string; label: string } };
type OwnerUpdate = LabelUpdate & { readonly performedBy?: Actor | null; readonly dialogs?: LabelTarget[] };

/** Context of a dialog: the service owner's labels, the users' as set for them, and whether to notify them. */
export function contextRoutes(platform: Platform) {
  const schemas = platformSchemas[platform.plays];

  const present = (request: DialogRequest): Dialog => {
    const dialog = readable(platform, request);
    if (dialog.deletedAt !== undefined) throw notFound('DialogEntity', dialog.id);
    return dialog;
  };

  const labelled = (request: DialogRequest, dialog: Dialog, labels: readonly string[]): string => {
    const serviceOwnerLabels = labels.map((value) => ({ value }));
    const violations = new Violations(ruleContextOf(platform, request));
    checkServiceOwnerContext(violations, 'dto', { serviceOwnerLabels });
    violations.refuseIfAny(400);
    const serviceOwnerContext = { revision: randomUUID(), serviceOwnerLabels };
    platform.dialogs.put({ ...dialog, serviceOwnerContext });
    return serviceOwnerContext.revision;
  };

  return async (app: FastifyInstance): Promise<void> => {
    app.get<OneDialog>('/:dialogId/context/labels', async (request, reply) => {
      const { revision } = present(request).serviceOwnerContext;
      reply.header('etag', revision);
      return labelsOf(present(request)).map((value) => ({ value }));
    });

    app.post<OneDialog>('/:dialogId/context/labels', async (request, reply) => {
      const path = '/serviceowner/dialogs/{dialogId}/context/labels';
      const { value = '' } = readBody('post', path, request.body, schemas) as { readonly value?: string };
      const dialog = present(request);
      assertFresh(dialog.serviceOwnerContext, knownRevision(request));
      reply.code(204).header('etag', labelled(request, dialog, [...labelsOf(dialog), value]));
    });

    app.delete<OneLabel>('/:dialogId/context/labels/:label', async (request, reply) => {
      const dialog = present(request);
      const { label } = request.params;
      const labels = labelsOf(dialog);
      const kept = labels.filter((value) => value.toLowerCase() !== label.toLowerCase());
      if (kept.length === labels.length) throw notFound('Label', label);
      assertFresh(dialog.serviceOwnerContext, knownRevision(request));
      reply.code(204).header('etag', labelled(request, dialog, kept));
    });

    app.put<OneDialog>('/:dialogId/endusercontext/systemlabels', async (request, reply) => {
      const path = '/serviceowner/dialogs/{dialogId}/endusercontext/systemlabels';
      const update = readBody('put', path, request.body, schemas) as OwnerUpdate;
      const persona = actedFor(platform, request, update);
      const { id } = readable(platform, request);
      reply.code(204).header('etag', setLabels(platform, persona, id, update, knownRevision(request)));
    });

    app.post('/endusercontext/systemlabels/actions/bulkset', async (request, reply) => {
      const path = '/serviceowner/dialogs/endusercontext/systemlabels/actions/bulkset';
      const update = readBody('post', path, request.body, schemas) as OwnerUpdate;
      setLabelsOfMany(platform, actedFor(platform, request, update), update.dialogs ?? [], update);
      reply.code(204);
    });

    app.get('/endusercontext', { config: { scope: searchScope } }, () => {
      throw leftOut('The stand-in does not list the labels of users across dialogs.');
    });

    // Not in the published API: it changes a moment of the past, which only Dialogporten's own people may.
    app.post(
      '/:dialogId/activities/:activityId/actions/updateFormSavedActivityTime',
      { config: { scope: adminScope } },
      async () => {
        throw leftOut('The stand-in does not change moments of the past.');
      },
    );

    app.get<OneDialog & { Querystring: Query }>(
      '/:dialogId/actions/should-send-notification',
      { config: { scope: conditionScope } },
      (request) => {
        const query = lowerCased(request.query);
        const { activities } = readable(platform, request);
        const isThere = activities.some(
          ({ type, transmissionId }) =>
            type === query['activitytype'] &&
            (query['transmissionid'] === undefined || transmissionId === query['transmissionid']),
        );
        return { sendNotification: isThere === (query['conditiontype'] === 'Exists') };
      },
    );
  };
}

/** As they are shown. */
function labelsOf({ serviceOwnerContext }: Dialog): string[] {
  return serviceOwnerContext.serviceOwnerLabels.map(({ value }) => value).toSorted();
}

/**
 * The user whose labels a service owner sets.
 *
 * @throws PlatformProblem 400 when it does not say which, 403 for an actor of its own choice
 */
function actedFor(platform: Platform, request: FastifyRequest, { performedBy }: OwnerUpdate): Persona | undefined {
  if (performedBy)
    throw new PlatformProblem(403, { Forbidden: ['performedBy is only allowed for admin-integrations.'] });
  const endUserId = endUserIdIn(request);
  if (endUserId === undefined) throw new PlatformProblem(400, { endUserId: ['EnduserId is required'] });
  return personaOf(platform, endUserId);
}
