import { randomUUID } from 'node:crypto';
import type { Dialog } from '../dialogs/dialog.js';
import { PlatformProblem } from '../http/problem.js';
import type { Platform } from '../platform.js';
import type { Persona } from '../policy.js';
import { type GrantedActions, grantedActions } from './granted-actions.js';

/** A dialog, and what the persona may do with it. */
export interface AccessibleDialog {
  readonly dialog: Dialog;
  readonly granted: GrantedActions;
}

/** Every dialog that the persona can see, the newest first. */
export function accessibleDialogs(platform: Platform, persona: Persona): Dialog[] {
  const now = platform.now().getTime();
  return platform.dialogs
    .all()
    .filter(
      (dialog) =>
        dialog.deletedAt === undefined && isVisible(dialog, now) && grantedActions(platform.policy, persona, dialog),
    );
}

/**
 * The dialog, when the persona can see it.
 *
 * @throws PlatformProblem 404 when there is none as far as the persona is concerned, 410 when it is deleted
 */
export function accessibleDialog(
  { dialogs, policy, now }: Platform,
  persona: Persona,
  dialogId: string,
): AccessibleDialog {
  const dialog = dialogs.get(dialogId);
  const granted = dialog && grantedActions(policy, persona, dialog);
  if (!granted || !isVisible(dialog, now().getTime())) {
    throw new PlatformProblem(404, { dialogId: ['is not the id of a dialog'] });
  }
  if (dialog.deletedAt !== undefined) throw new PlatformProblem(410, { dialogId: ['is the id of a deleted dialog'] });
  return { dialog, granted };
}

/** Notes that the persona has seen the dialog as it is now, once per update. The revision stays: nothing changed. */
export function markSeen({ dialogs, now }: Platform, { consumer, name }: Persona, dialog: Dialog): Dialog {
  const isNoted = dialog.seenLog.some(
    ({ seenAt, seenBy }) => seenBy.actorId === consumer && seenAt >= dialog.updatedAt,
  );
  if (isNoted) return dialog;
  const seenBy = { actorType: 'PartyRepresentative', actorId: consumer, actorName: name } as const;
  const seen = { ...dialog, seenLog: [...dialog.seenLog, { id: randomUUID(), seenAt: now().toISOString(), seenBy }] };
  dialogs.put(seen);
  return seen;
}

function isVisible({ visibleFrom, expiresAt }: Dialog, now: number): boolean {
  const hasBegun = visibleFrom === undefined || Date.parse(visibleFrom) <= now;
  return hasBegun && (expiresAt === undefined || Date.parse(expiresAt) > now);
}
