import { setImmediate } from 'node:timers/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Dialog } from '../model/dialog.js';
import { notFound, removed } from '../dialogs/dialog-problems.js';
import { PlatformProblem } from '../http/problem.js';
import { idIn } from '../http/route-id.js';
import type { Platform } from '../platform.js';
import { isAdmin } from './authorisation.js';
import { owns } from './resource-access.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of the dialog that the request is about. */
    revisionAtArrival: string | undefined;
  }
}

/** A request about one dialog. */
export type DialogRequest = FastifyRequest<{ Params: { dialogId: string } }>;

/**
 * The caller's dialog, deleted or not.
 *
 * @throws PlatformProblem 404 when there is none, or it is another's
 */
export function readable(platform: Platform, request: DialogRequest): Dialog {
  const dialogId = idIn(request, 'dialogId');
  const dialog = platform.dialogs.get(dialogId);
  if (!dialog || !owns(platform, request, dialog.serviceResource)) throw notFound('DialogEntity', dialogId);
  return dialog;
}

/**
 * The caller's dialog, when it is there and may be changed.
 *
 * @throws PlatformProblem as {@link readable}, and 410 deleted, 403 frozen
 */
export function changeable(platform: Platform, request: DialogRequest): Dialog {
  const dialog = readable(platform, request);
  if (dialog.deletedAt !== undefined) throw removed(dialog.id);
  if (!dialog.frozen || isAdmin(request)) return dialog;
  throw new PlatformProblem(403, { Forbidden: ['User cannot modify frozen dialog'] });
}

/** @throws PlatformProblem 412 when the dialog has changed since the revision that the caller knows */
export function assertFresh({ revision }: { readonly revision: string }, known: string | undefined): void {
  if (known !== undefined && known.toLowerCase() !== revision) throw new PlatformProblem(412);
}

/**
 * Refuses a change of a dialog that was changed by another call while this one was under way.
 *
 * @throws PlatformProblem 409
 */
export function assertAlone({ revisionAtArrival }: FastifyRequest, { revision }: Dialog): void {
  if (revisionAtArrival === undefined || revisionAtArrival === revision) return;
  throw new PlatformProblem(409, {
    '': ['The request conflicted with a concurrent operation. Please try again.'],
  });
}

/** Notes at which revision of its dialog each request arrives; a change takes long enough for others to come in between. */
export function noteArrivals(app: FastifyInstance, { dialogs }: Platform): void {
  app.decorateRequest('revisionAtArrival', undefined);
  app.addHook('onRequest', async (request) => {
    const { dialogId } = (request.params ?? {}) as { readonly dialogId?: string };
    request.revisionAtArrival = dialogId === undefined ? undefined : dialogs.get(dialogId)?.revision;
  });
  app.addHook('preHandler', async ({ method }) => {
    if (method !== 'GET') await setImmediate();
  });
}
