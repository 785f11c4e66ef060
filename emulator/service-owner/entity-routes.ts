import type { FastifyInstance, FastifyReply } from 'fastify';
import { assertAppendable, assertFreshKeys } from '../dialogs/addition-rules.js';
import { type Additions, appended } from '../dialogs/changes.js';
import { completeActivity, completeTransmission } from '../dialogs/complete.js';
import { inOrder } from '../dialogs/derived.js';
import { notFound, removed } from '../dialogs/dialog-problems.js';
import { idIn } from '../http/route-id.js';
import type { Platform } from '../platform.js';
import { assertAllowedTypes } from './activity-types.js';
import { changeTransmissionScope } from './authorisation.js';
import { checkedActivity, checkedTransmission } from './checked-body.js';
import { assertFresh, changeable, type DialogRequest, knownRevision, readable } from './dialog-access.js';
import { mannerOf } from './manner.js';
import { assertOwnResources } from './resource-access.js';
import { ruleContextOf } from './rule-context.js';

type OneDialog = { Params: { dialogId: string } };
type OneEntity = { Params: { dialogId: string; entityId: string } };

const entities = { transmissions: 'DialogTransmission', activities: 'DialogActivity' } as const;

/** A dialog's transmissions and activities: appended and read, never changed. */
export function entityRoutes(platform: Platform) {
  const { dialogs, names, now } = platform;

  const append = (request: DialogRequest, reply: FastifyReply, additions: Additions, known?: string): void => {
    const dialog = changeable(platform, request);
    const grown = appended(dialog, additions, mannerOf(platform, request));
    assertOwnResources(platform, request, grown);
    assertAppendable(dialogs, dialog, additions, 'append', ruleContextOf(platform, request));
    const changed = names.filledIn(grown);
    assertFresh(dialog, known);
    dialogs.put(changed);
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

    // Only who has a scope of its own may change what was sent, and the stand-in gives that to nobody.
    app.put<OneEntity>(
      '/:dialogId/transmissions/:entityId',
      { config: { scope: changeTransmissionScope } },
      (_request, reply) => reply.code(403).send(),
    );

    for (const kind of ['transmissions', 'activities'] as const) {
      app.get<OneDialog>(`/:dialogId/${kind}`, async (request) =>
        inOrder<{ readonly id: string; readonly createdAt: string }>(present(request)[kind]).toReversed(),
      );

      app.get<OneEntity>(`/:dialogId/${kind}/:entityId`, async (request) => {
        const wanted = idIn(request, 'entityId');
        const entity = present(request)[kind].find(({ id }) => id === wanted);
        if (!entity) throw notFound(entities[kind], wanted);
        return entity;
      });
    }
  };
}
