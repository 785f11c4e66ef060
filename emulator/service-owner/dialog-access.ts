import type { FastifyRequest } from 'fastify';
import type { Dialog } from '../dialogs/dialog.js';
import { PlatformProblem } from '../http/problem.js';
import type { Platform } from '../platform.js';
import { ownResource } from './authorisation.js';

/** A request about one dialog. */
export type DialogRequest = FastifyRequest<{ Params: { dialogId: string } }>;

/**
 * The caller's dialog, deleted or not.
 *
 * @throws PlatformProblem 404 when there is none, 403 when it is another's
 */
export function readable({ dialogs, policy }: Platform, request: DialogRequest): Dialog {
  const dialog = dialogs.get(request.params.dialogId);
  if (!dialog) throw new PlatformProblem(404, { dialogId: ['is not the id of a dialog'] });
  ownResource(policy, request, dialog.serviceResource);
  return dialog;
}

/**
 * The caller's dialog, when it may be changed from the revision that the caller knows.
 *
 * @throws PlatformProblem as {@link readable}, and 410 deleted, 403 frozen, 412 changed meanwhile
 */
export function changeable(platform: Platform, request: DialogRequest): Dialog {
  const dialog = readable(platform, request);
  if (dialog.deletedAt !== undefined) throw new PlatformProblem(410, { dialogId: ['is the id of a deleted dialog'] });
  return unfrozen(request, dialog);
}

/**
 * The caller's dialog, deleted or not, when it may be restored or purged.
 *
 * @throws PlatformProblem as {@link readable}, and 403 frozen, 412 changed meanwhile
 */
export function disposable(platform: Platform, request: DialogRequest): Dialog {
  return unfrozen(request, readable(platform, request));
}

function unfrozen(request: DialogRequest, dialog: Dialog): Dialog {
  if (dialog.frozen) throw new PlatformProblem(403, { dialogId: ['is the id of a frozen dialog'] });
  assertFresh(request.headers['if-match'], dialog.revision);
  return dialog;
}

function assertFresh(ifMatch: string | undefined, revision: string): void {
  if (ifMatch === undefined) return;
  if (!/^[0-9a-f-]{36}$/i.test(ifMatch)) throw new PlatformProblem(400, { 'If-Match': ['must be a revision'] });
  if (ifMatch.toLowerCase() !== revision) throw new PlatformProblem(412, { revision: ['is no longer the latest'] });
}
