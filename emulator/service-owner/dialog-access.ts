import type { FastifyRequest } from 'fastify';
import type { Dialog } from '../dialogs/dialog.js';
import { notFound, removed } from '../dialogs/dialog-problems.js';
import { PlatformProblem } from '../http/problem.js';
import { idIn } from '../http/route-id.js';
import type { Platform } from '../platform.js';
import { isAdmin } from './authorisation.js';
import { owns } from './resource-access.js';

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

/**
 * The revision that the caller knows, as the bare UUID that Dialogporten takes.
 *
 * @throws PlatformProblem 400 for anything else: quotes, `W/` and `*` too
 */
export function knownRevision({ headers }: FastifyRequest): string | undefined {
  const ifMatch = headers['if-match'];
  if (!ifMatch || /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(ifMatch)) return ifMatch || undefined;
  throw new PlatformProblem(400, {
    'If-Match': [`Unable to bind header value [${ifMatch}] to a [Nullable\`1] property!`],
  });
}

/** @throws PlatformProblem 412 when the dialog has changed since the revision that the caller knows */
export function assertFresh({ revision }: Dialog, known: string | undefined): void {
  if (known !== undefined && known.toLowerCase() !== revision) throw new PlatformProblem(412);
}
