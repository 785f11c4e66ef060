import type { FastifyInstance, FastifyReply } from 'fastify';
import { assertAppendable, assertFreshKeys, assertRelated } from '../dialogs/addition-rules.js';
import { type Additions, appended, withReplaced } from '../dialogs/changes.js';
import { completeActivity, completeTransmission } from '../dialogs/complete.js';
import { inOrder } from '../dialogs/derived.js';
import type { SeenEntry } from '../model/dialog.js';
import { notFound, removed } from '../dialogs/dialog-problems.js';
import { knownRevision } from '../http/known-revision.js';
import { assertOwnIds } from '../dialogs/entity-id-rules.js';
import { EmptyRefusal } from '../http/problem.js';
import { idIn } from '../http/route-id.js';
import type { Platform } from '../platform.js';
import { assertAllowedTypes } from './activity-types.js';
import { changeTransmissionScope, isProvider } from './authorisation.js';
import { checkedActivity, checkedReplacement, checkedTransmission } from './checked-body.js';
import { assertAlone, assertFresh, changeable, type DialogRequest, readable } from './dialog-access.js';
import { mannerOf } from './manner.js';
import { assertOwnResources } from './resource-access.js';
import { ruleContextOf } from './rule-context.js';

type OneDialog = { Params: { dialogId: string } };
type OneEntity = { Params: { dialogId: string; entityId: string } };

/** One line of who has seen a dialog, as its service owner gets it. */
function seenEntryView({ id, seenAt, seenBy, isViaServiceOwner = false }: SeenEntry): object {
  return { id, seenAt, seenBy, isViaServiceOwner };
}

const entities = { transmissions: 'DialogTransmission', activities: 'DialogActivity' } as const;

/** A dialog's transmissions and activities: appended, read, and those that were sent replaced. */
export function entityRoutes(platform: Platform) {
  const { dialogs, names, now } = platform;

  const append = (request: DialogRequest, reply: FastifyReply, additions: Additions, known?: string): void => {
    const dialog = changeable(platform, request);
    const manner = mannerOf(platform, request);
    const grown = appended(dialog, additions, manner);
    assertOwnResources(platform, request, grown);
    assertAppendable(dialogs, dialog, additions, 'append', ruleContextOf(platform, request));
    assertOwnIds(dialogs, dialog, grown);
    const changed = names.filledIn(grown);
    assertFresh(dialog, known);
    assertAlone(request, dialog);
    dialogs.put(changed, manner);
    reply.code(201).type('application/json; charset=utf-8').header('etag', changed.revision);
  };

  const present = (request: DialogRequest) => {
    const dialog = readable(platform, request);
    if (dialog.deletedAt !== undefined) throw removed(dialog.id);
    return dialog;
  };

  return async (app: FastifyInstance): Promise<void> => {
    app.post<OneDialog>('/:dialogId/transmissions', async (request, reply) => {
      const known = knownRevision(request);
      const checked = checkedTransmission(platform, request);
      const dialog = changeable(platform, request);
      assertFresh(dialog, known);
      const transmission = completeTransmission(checked, now());
      assertFreshKeys(dialog.transmissions, [transmission]);
      append(request, reply, { transmissions: [transmission] });
      return JSON.stringify(transmission.id);
    });

    app.post<OneDialog>('/:dialogId/activities', async (request, reply) => {
      const known = knownRevision(request);
      const checked = checkedActivity(platform, request);
      changeable(platform, request);
      const activity = completeActivity(checked, now());
      assertAllowedTypes(request, [activity]);
      // CreateActivityCommand.cs leaves the revision to the database, so it comes last.
      append(request, reply, { activities: [activity] }, known);
      return JSON.stringify(activity.id);
    });

    // Changing a sent transmission takes a scope of its own (UpdateTransmissionCommand.cs).
    app.put<OneEntity>(
      '/:dialogId/transmissions/:entityId',
      { config: { scope: changeTransmissionScope } },
      async (request, reply) => {
        if (!isProvider(request)) throw new EmptyRefusal(403);
        const known = knownRevision(request);
        const checked = checkedReplacement(platform, request);
        const dialog = changeable(platform, request);
        const id = idIn(request, 'entityId');
        const before = dialog.transmissions.find((each) => each.id === id);
        if (!before) throw notFound('DialogTransmission', id);
        const createdAt = checked.createdAt ?? before.createdAt;
        const transmission = completeTransmission({ ...checked, id, createdAt }, now());
        const replaced = withReplaced(dialog, transmission);
        const others = dialog.transmissions.filter((each) => each !== before);
        assertFreshKeys(others, [transmission]);
        assertOwnResources(platform, request, replaced);
        assertRelated(others, [transmission], ruleContextOf(platform, request));
        assertOwnIds(dialogs, dialog, replaced);
        const named = names.filledIn(replaced);
        assertFresh(dialog, known);
        assertAlone(request, dialog);
        dialogs.put(named, mannerOf(platform, request));
        reply.code(204).header('etag', named.revision);
      },
    );

    app.get<OneDialog>('/:dialogId/transmissions', (request) => inOrder(present(request).transmissions).toReversed());

    app.get<OneDialog>('/:dialogId/activities', (request) =>
      inOrder(present(request).activities)
        .toReversed()
        .map(({ performedBy: _performedBy, ...activity }) => activity),
    );

    app.get<OneDialog>('/:dialogId/seenlog', (request) => present(request).seenLog.map(seenEntryView));

    app.get<OneEntity>('/:dialogId/seenlog/:entityId', (request) => {
      const wanted = idIn(request, 'entityId');
      const entry = present(request).seenLog.find(({ id }) => id === wanted);
      if (!entry) throw notFound('DialogSeenLog', wanted);
      return seenEntryView(entry);
    });

    for (const kind of ['transmissions', 'activities'] as const) {
      app.get<OneEntity>(`/:dialogId/${kind}/:entityId`, async (request) => {
        const wanted = idIn(request, 'entityId');
        const entity = present(request)[kind].find(({ id }) => id === wanted);
        if (!entity) throw notFound(entities[kind], wanted);
        return entity;
      });
    }
  };
}
