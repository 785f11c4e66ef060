import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { PlatformProblem } from '../http/problem.js';
import { lowerCased, type Query } from '../http/query.js';
import type { Platform } from '../platform.js';
import { checkLabel } from '../validation/context-rules.js';
import { Violations } from '../validation/violations.js';
import { conditionScope } from './authorisation.js';
import { changeable, readable } from './dialog-access.js';
import { ruleContextOf } from './rule-context.js';

type OneDialog = { Params: { dialogId: string } };

/** What stands beside a dialog: the service owner's labels, and whether the user is to be told of it by SMS or e-mail. */
export function contextRoutes(platform: Platform) {
  return async (app: FastifyInstance): Promise<void> => {
    app.post<OneDialog>('/:dialogId/context/labels', async (request, reply) => {
      const { value } = (request.body ?? {}) as { readonly value?: string };
      const violations = new Violations(ruleContextOf(platform, request));
      checkLabel(violations, 'label', value);
      violations.refuseIfAny(400);
      const dialog = changeable(platform, request);
      const { serviceOwnerLabels } = dialog.serviceOwnerContext;
      if (serviceOwnerLabels.some((label) => label.value.toLowerCase() === value!.toLowerCase())) {
        throw new PlatformProblem(422, { DialogServiceOwnerLabel: [`The label '${value}' already exists.`] });
      }
      const serviceOwnerContext = {
        revision: randomUUID(),
        serviceOwnerLabels: [...serviceOwnerLabels, { value: value! }],
      };
      platform.dialogs.put({ ...dialog, serviceOwnerContext });
      reply.code(204).header('etag', serviceOwnerContext.revision);
    });

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
