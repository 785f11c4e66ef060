import type { FastifyInstance, FastifyReply } from 'fastify';
import { alreadyExists, assertAppendable, assertFreshKeys } from '../dialogs/addition-rules.js';
import { completeAdditions, created, deleted, frozen, restored, updated } from '../dialogs/changes.js';
import type { Dialog } from '../model/dialog.js';
import { assertOwnIds } from '../dialogs/entity-id-rules.js';
import type { DialogUpdate } from '../model/input.js';
import { assertChangedMoments, assertNewMoments } from '../dialogs/time-rules.js';
import { knownRevision } from '../http/known-revision.js';
import { PlatformProblem } from '../http/problem.js';
import { idIn } from '../http/route-id.js';
import { platformSchemas } from '../json/platform-schemas.js';
import type { Platform } from '../platform.js';
import { assertAllowedTypes } from './activity-types.js';
import { isAdmin } from './authorisation.js';
import { checkedCreation, checkedUpdate, readUpdate } from './checked-body.js';
import { assertAlone, assertFresh, changeable, type DialogRequest, readable } from './dialog-access.js';
import { serviceOwnerView } from './dialog-view.js';
import { mannerOf } from './manner.js';
import { endUserIdIn, viewOnBehalf } from './on-behalf.js';
import { knownRevisionOfPatch, operationsIn, patched } from './patch.js';
import { assertOwnResources, resourceNamed } from './resource-access.js';
import { ruleContextOf } from './rule-context.js';
import { unknownResource } from './unknown-resource.js';

type OneDialog = { Params: { dialogId: string } };

/**
 * Dialogs, as their service owner makes, reads, changes and removes them. The order of the checks is that of the
 * platform's handlers.
 */
export function dialogRoutes(platform: Platform) {
  const { dialogs, names, now } = platform;

  const keep = (before: Dialog, dialog: Dialog, reply: FastifyReply): void => {
    if (dialog !== before) {
      assertAlone(reply.request, before);
      dialogs.put(dialog, mannerOf(platform, reply.request));
    }
    reply.code(204).header('etag', dialog.revision);
  };

  const update = (request: DialogRequest, dialog: Dialog, body: DialogUpdate, known: string | undefined): Dialog => {
    assertFresh(dialog, known);
    const context = ruleContextOf(platform, request);
    const manner = mannerOf(platform, request);
    const additions = completeAdditions(body, manner.now);
    assertAllowedTypes(request, additions.activities);
    assertFreshKeys(dialog.transmissions, additions.transmissions);
    const after = updated(dialog, body, additions, manner);
    assertOwnResources(platform, request, after);
    if (!manner.isSilent && !isAdmin(request)) assertChangedMoments(dialog, after, context);
    assertAppendable(dialogs, dialog, additions, 'update', context);
    assertOwnIds(dialogs, dialog, after);
    return names.filledIn(after);
  };

  return async (app: FastifyInstance): Promise<void> => {
    app.post('/', async (request, reply) => {
      const creation = checkedCreation(platform, request);
      const manner = mannerOf(platform, request);
      const context = ruleContextOf(platform, request);
      const resource = resourceNamed(platform, creation.serviceResource!);
      const dialog = created(creation, resource ?? { ownerCode: '', type: '' }, manner);
      if (!resource) throw unknownResource(creation.serviceResource!);
      assertOwnResources(platform, request, dialog);
      assertNewKey(platform, dialog);
      if (!manner.isSilent && !isAdmin(request)) assertNewMoments(dialog, context);
      assertAllowedTypes(request, dialog.activities);
      assertFreshKeys([], dialog.transmissions);
      assertAppendable(dialogs, { transmissions: [], activities: [] }, dialog, 'creation', context);
      assertOwnIds(dialogs, undefined, dialog);
      if (dialogs.get(dialog.id)) throw alreadyExists('Dialog', dialog.id);
      dialogs.put(names.filledIn(dialog), manner);
      reply.code(201).type('application/json; charset=utf-8').header('etag', dialog.revision);
      return JSON.stringify(dialog.id);
    });

    app.get<OneDialog>('/:dialogId', async (request, reply) => {
      const endUserId = endUserIdIn(request);
      const dialog = readable(platform, request);
      const view = endUserId === undefined ? serviceOwnerView(dialog) : viewOnBehalf(platform, dialog, endUserId);
      reply.header('etag', dialog.revision);
      return view;
    });

    app.put<OneDialog>('/:dialogId', async (request, reply) => {
      idIn(request, 'dialogId');
      const known = knownRevision(request);
      const body = checkedUpdate(platform, request, readUpdate(platform, request));
      const dialog = changeable(platform, request);
      keep(dialog, update(request, dialog, body, known), reply);
    });

    app.patch<OneDialog>('/:dialogId', async (request, reply) => {
      const operations = operationsIn(request.body);
      const known = knownRevisionOfPatch(request.headers['if-match']);
      const read = readable(platform, request);
      if (read.deletedAt !== undefined) changeable(platform, request);
      const body = checkedUpdate(platform, request, patched(read, operations, platformSchemas[platform.plays]));
      const dialog = changeable(platform, request);
      keep(dialog, update(request, dialog, body, known), reply);
    });

    app.delete<OneDialog>('/:dialogId', async (request, reply) => {
      const known = knownRevision(request);
      const dialog = changeable(platform, request);
      assertFresh(dialog, known);
      keep(dialog, deleted(dialog, now()), reply);
    });

    app.post<OneDialog>('/:dialogId/actions/restore', async (request, reply) => {
      const known = knownRevision(request);
      const dialog = readable(platform, request);
      assertFresh(dialog, known);
      keep(dialog, dialog.deletedAt === undefined ? dialog : restored(dialog), reply);
    });

    app.post<OneDialog>('/:dialogId/actions/freeze', async (request, reply) => {
      if (!isAdmin(request))
        throw new PlatformProblem(403, { Forbidden: ['Only ServiceOwner admin can freeze dialogs.'] });
      const known = knownRevision(request);
      const dialog = readable(platform, request);
      assertFresh(dialog, known);
      keep(dialog, frozen(dialog, now()), reply);
    });

    app.post<OneDialog>('/:dialogId/actions/purge', async (request, reply) => {
      const known = knownRevision(request);
      const dialog = readable(platform, request);
      assertFresh(dialog, known);
      dialogs.purge(dialog, mannerOf(platform, request));
      reply.code(204);
    });
  };
}

function assertNewKey({ dialogs }: Platform, { org, idempotentKey }: Dialog): void {
  const earlier = idempotentKey === undefined ? undefined : dialogs.madeWith(org, idempotentKey);
  if (earlier === undefined) return;
  throw new PlatformProblem(409, { IdempotentKey: [`'${idempotentKey}' already exists with DialogId '${earlier}'`] });
}
