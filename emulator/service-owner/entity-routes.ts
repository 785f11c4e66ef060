import type { FastifyInstance, FastifyReply } from 'fastify';
import { assertAppendable } from '../dialogs/addition-rules.js';
import { type Additions, appended } from '../dialogs/changes.js';
import { completeActivity, completeTransmission } from '../dialogs/complete.js';
import type { Activity, Transmission } from '../dialogs/dialog.js';
import type { Input } from '../dialogs/input.js';
import { PlatformProblem } from '../http/problem.js';
import type { Platform } from '../platform.js';
import { checkActivity } from '../validation/activity-rules.js';
import { assertShape } from '../validation/openapi-shape.js';
import { checkTransmission } from '../validation/transmission-rules.js';
import { Violations } from '../validation/violations.js';
import { changeable, type DialogRequest, readable } from './dialog-access.js';

type OneDialog = { Params: { dialogId: string } };
type OneEntity = { Params: { dialogId: string; entityId: string } };

/** A dialog's transmissions and activities: appended and read, never changed. */
export function entityRoutes(platform: Platform) {
  const { addresses, dialogs, now } = platform;

  const append = (request: DialogRequest, reply: FastifyReply, kind: keyof Additions, additions: Additions): string => {
    const dialog = changeable(platform, request);
    assertAppendable(dialogs, dialog.transmissions, additions, now());
    const changed = appended(dialog, additions, now());
    dialogs.put(changed);
    const id = additions[kind]![0]!.id;
    reply.code(201).type('application/json; charset=utf-8').header('etag', changed.revision);
    reply.header('location', `${addresses.dialogporten}/serviceowner/dialogs/${dialog.id}/${kind}/${id}`);
    return JSON.stringify(id);
  };

  return async (app: FastifyInstance): Promise<void> => {
    app.post<OneDialog>('/:dialogId/transmissions', async (request, reply) => {
      assertShape('post', '/dialogs/{dialogId}/transmissions', request.body);
      const transmission = request.body as Input<Transmission>;
      const violations = new Violations(now());
      checkTransmission(violations, '', transmission);
      violations.refuseIfAny(400);
      return append(request, reply, 'transmissions', { transmissions: [completeTransmission(transmission, now())] });
    });

    app.post<OneDialog>('/:dialogId/activities', async (request, reply) => {
      assertShape('post', '/dialogs/{dialogId}/activities', request.body);
      const activity = request.body as Input<Activity>;
      const violations = new Violations(now());
      checkActivity(violations, '', activity);
      violations.refuseIfAny(400);
      return append(request, reply, 'activities', { activities: [completeActivity(activity, now())] });
    });

    for (const kind of ['transmissions', 'activities'] as const) {
      app.get<OneDialog>(`/:dialogId/${kind}`, async (request) => readable(platform, request)[kind]);

      app.get<OneEntity>(`/:dialogId/${kind}/:entityId`, async (request) => {
        const wanted = request.params.entityId.toLowerCase();
        const entity = readable(platform, request)[kind].find(({ id }) => id === wanted);
        if (!entity) throw new PlatformProblem(404);
        return entity;
      });
    }
  };
}
