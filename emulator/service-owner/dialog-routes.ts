import type { FastifyInstance, FastifyReply } from 'fastify';
import { assertAppendable } from '../dialogs/addition-rules.js';
import { completeAdditions, created, deleted, frozen, restored, updated } from '../dialogs/changes.js';
import type { Dialog } from '../dialogs/dialog.js';
import type { DialogCreation, DialogUpdate } from '../dialogs/input.js';
import type { PatchOperation } from '../dialogs/json-patch.js';
import { type Query, search } from '../dialogs/search.js';
import { PlatformProblem } from '../http/problem.js';
import type { Platform } from '../platform.js';
import { checkCreation, checkUpdate } from '../validation/dialog-rules.js';
import { assertShape } from '../validation/openapi-shape.js';
import { Violations } from '../validation/violations.js';
import { ownDialogs, ownResource, requireSearchScope } from './authorisation.js';
import { changeable, disposable, readable } from './dialog-access.js';
import { serviceOwnerSummary, serviceOwnerView } from './dialog-view.js';
import { patched } from './update-model.js';

type OneDialog = { Params: { dialogId: string } };

/** Dialogs, as their service owner makes, finds, reads, changes and removes them. */
export function dialogRoutes(platform: Platform) {
  const { addresses, dialogs, policy, now } = platform;

  const keep = (dialog: Dialog, reply: FastifyReply): void => {
    dialogs.put(dialog);
    reply.code(204).header('etag', dialog.revision);
  };

  const update = (dialog: Dialog, body: unknown, reply: FastifyReply): void => {
    const checked = checkedUpdate(body, now());
    const additions = completeAdditions(checked, now());
    assertAppendable(dialogs, dialog.transmissions, additions, now());
    keep(updated(dialog, checked, additions, now()), reply);
  };

  return async (app: FastifyInstance): Promise<void> => {
    app.post('/', async (request, reply) => {
      const creation = checkedCreation(request.body, now());
      const dialog = created(creation, ownResource(policy, request, creation.serviceResource!), now());
      assertNew(platform, dialog);
      assertAppendable(dialogs, [], dialog, now());
      dialogs.put(dialog);
      reply.code(201).type('application/json; charset=utf-8').header('etag', dialog.revision);
      reply.header('location', `${addresses.dialogporten}/serviceowner/dialogs/${dialog.id}`);
      return JSON.stringify(dialog.id);
    });

    app.get<{ Querystring: Query }>('/', (request) => {
      requireSearchScope(request);
      const own = ownDialogs(platform, request).filter(isWanted(request.query['deleted']));
      const page = search(own, request.query);
      return { ...page, items: page.items.map(serviceOwnerSummary) };
    });

    app.get<OneDialog>('/:dialogId', async (request, reply) => {
      const dialog = readable(platform, request);
      reply.header('etag', dialog.revision);
      return serviceOwnerView(dialog);
    });

    app.put<OneDialog>('/:dialogId', async (request, reply) =>
      update(changeable(platform, request), request.body, reply),
    );

    app.patch<OneDialog>('/:dialogId', async (request, reply) => {
      assertShape('patch', '/dialogs/{dialogId}', request.body);
      const dialog = changeable(platform, request);
      update(dialog, patched(dialog, request.body as PatchOperation[]), reply);
    });

    app.delete<OneDialog>('/:dialogId', async (request, reply) => {
      keep(deleted(changeable(platform, request), now()), reply);
    });

    app.post<OneDialog>('/:dialogId/actions/restore', async (request, reply) => {
      const dialog = disposable(platform, request);
      keep(dialog.deletedAt === undefined ? dialog : restored(dialog, now()), reply);
    });

    app.post<OneDialog>('/:dialogId/actions/freeze', async (request, reply) => {
      keep(frozen(changeable(platform, request), now()), reply);
    });

    app.post<OneDialog>('/:dialogId/actions/purge', async (request, reply) => {
      dialogs.purge(disposable(platform, request));
      reply.code(204);
    });
  };
}

function checkedCreation(body: unknown, now: Date): DialogCreation {
  assertShape('post', '/dialogs', body);
  const creation = body as DialogCreation;
  const violations = new Violations(now);
  checkCreation(violations, creation);
  violations.refuseIfAny(400);
  return creation;
}

function checkedUpdate(body: unknown, now: Date): DialogUpdate {
  assertShape('put', '/dialogs/{dialogId}', body);
  const update = body as DialogUpdate;
  const violations = new Violations(now);
  checkUpdate(violations, update);
  violations.refuseIfAny(400);
  return update;
}

function assertNew({ dialogs }: Platform, { id, org, idempotentKey }: Dialog): void {
  const earlier = idempotentKey === undefined ? undefined : dialogs.madeWith(org, idempotentKey);
  if (earlier !== undefined) {
    throw new PlatformProblem(409, { idempotentKey: [`'${idempotentKey}' already exists with DialogId '${earlier}'`] });
  }
  if (dialogs.get(id)) throw new PlatformProblem(422, { id: [`${id} exists already`] });
}

function isWanted(deletedFilter: Query[string]): (dialog: Dialog) => boolean {
  if (deletedFilter === 'Include') return () => true;
  return ({ deletedAt }) => (deletedAt !== undefined) === (deletedFilter === 'Only');
}
