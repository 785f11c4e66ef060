import { randomUUID } from 'node:crypto';
import type { Actor, Dialog, SeenEntry } from '../model/dialog.js';
import { notFound, removed } from '../dialogs/dialog-problems.js';
import { relabelled } from '../dialogs/system-labels.js';
import { PlatformProblem } from '../http/problem.js';
import { momentOf } from '../json/json-values.js';
import type { Platform } from '../platform.js';
import { defaultLevel, type Persona } from '../policy.js';
import { type GrantedActions, grantedActions } from './granted-actions.js';

/** A dialog, and what the persona may do with it. */
export interface AccessibleDialog {
  readonly dialog: Dialog;
  readonly granted: GrantedActions;
}

/** Every dialog that the persona finds in lists, the newest first: those that their level is too low to open, too. */
export function accessibleDialogs(platform: Platform, persona: Persona): Dialog[] {
  const now = platform.now().getTime();
  return platform.dialogs
    .all()
    .filter(
      (dialog) =>
        dialog.deletedAt === undefined &&
        hiddenBecause(dialog, now) === undefined &&
        grantedActions(platform.policy, persona, dialog, platform.plays) !== undefined,
    );
}

/**
 * The dialog as lists have it: to a persona whose level is too low for it by the title and summary that are not sensitive, where it
 * has such (DialogSearchRepository.cs).
 */
export function asListed({ policy }: Platform, persona: Persona, dialog: Dialog): Dialog {
  if (persona.level >= (minimumLevelOf(policy, dialog) ?? 0)) return dialog;
  const { title, summary, nonSensitiveTitle, nonSensitiveSummary, ...others } = dialog.content;
  const shown = { title: nonSensitiveTitle ?? title, summary: nonSensitiveSummary ?? summary };
  return {
    ...dialog,
    content: {
      ...others,
      ...(shown.title && { title: shown.title }),
      ...(shown.summary && { summary: shown.summary }),
    },
  };
}

/**
 * The dialog, when the persona can see it. The order of the checks is that of GetDialogQuery.cs.
 *
 * @throws PlatformProblem 404 when there is none or it is not to be seen now, 403 for a stranger or a level that is too
 * low, 410 when it is deleted
 */
export function accessibleDialog(platform: Platform, persona: Persona, dialogId: string): AccessibleDialog {
  const dialog = platform.dialogs.get(dialogId);
  if (!dialog) throw notFound('DialogEntity', dialogId);
  const granted = grantedActions(platform.policy, persona, dialog, platform.plays);
  if (!granted) throw new PlatformProblem(403, { Forbidden: ['Forbidden'] });
  if (dialog.deletedAt !== undefined) throw removed(dialog.id);
  if (!hasLevel(platform, persona, dialog)) throw levelTooLow();
  const hidden = hiddenBecause(dialog, platform.now().getTime());
  if (hidden !== undefined) throw new PlatformProblem(404, { DialogEntity: [hidden] });
  return { dialog, granted };
}

/**
 * A dialog whose parts the persona may ask for one by one: a persona that may not see it is told that there is none,
 * and the dialog need not be visible yet (SearchTransmissionQuery.cs and its siblings).
 *
 * @throws PlatformProblem 404 for a stranger, 410, 403 for a level that is too low
 */
export function dialogForParts(platform: Platform, persona: Persona, dialogId: string): AccessibleDialog {
  const dialog = platform.dialogs.get(dialogId);
  const granted = dialog && grantedActions(platform.policy, persona, dialog, platform.plays);
  if (!granted?.hasMainAccess) throw notFound('DialogEntity', dialogId);
  if (dialog!.deletedAt !== undefined) throw removed(dialogId);
  if (!hasLevel(platform, persona, dialog!)) throw levelTooLow();
  return { dialog: dialog!, granted };
}

function levelTooLow(): PlatformProblem {
  return new PlatformProblem(403, { Forbidden: ['Altinn authentication level too low.'] });
}

/**
 * Notes that the persona has seen the dialog as it is now, once per update, and takes off that it is marked as unopened.
 * Neither revision moves.
 */
export function markSeen(
  { dialogs, names, now }: Platform,
  persona: Persona,
  dialog: Dialog,
  via: Pick<SeenEntry, 'isViaServiceOwner'> = {},
): Dialog {
  const seenBy = actorOf(names, persona);
  const isNoted = dialog.seenLog.some(
    (entry) => entry.seenBy.actorId === seenBy.actorId && entry.seenAt >= dialog.updatedAt,
  );
  const seenAt = momentOf(now());
  const opened = relabelled(dialog, { added: [], removed: ['MarkedAsUnopened'], by: seenBy, at: seenAt });
  if (isNoted && opened === dialog) return dialog;
  const seen = {
    ...opened,
    endUserContext: { ...opened.endUserContext, revision: dialog.endUserContext.revision },
    seenLog: [...dialog.seenLog, { id: randomUUID(), seenAt, seenBy, ...via }],
  };
  dialogs.put(seen);
  return seen;
}

/** The persona as logs name them. */
export function actorOf(names: Platform['names'], persona: Persona): Actor {
  const actorId = viewerOf(persona);
  return { actorType: 'PartyRepresentative', actorId, actorName: names.of(actorId) ?? persona.name };
}

/** The viewer: a system user counts as itself, not as the organisation that it calls for. */
export function viewerOf({ consumer, systemUser }: Persona): string {
  return systemUser?.id ?? consumer;
}

function hasLevel({ policy }: Platform, persona: Persona, dialog: Dialog): boolean {
  return persona.level >= (minimumLevelOf(policy, dialog) ?? defaultLevel);
}

function minimumLevelOf({ serviceResources }: Platform['policy'], { serviceResource }: Dialog) {
  return serviceResources.find(({ urn }) => urn === serviceResource.toLowerCase())?.minimumLevel;
}

function hiddenBecause({ visibleFrom, expiresAt }: Dialog, now: number): string | undefined {
  if (visibleFrom !== undefined && Date.parse(visibleFrom) > now) {
    return `Dialog is not visible until ${visibleFrom.slice(0, 19)}`;
  }
  return expiresAt !== undefined && Date.parse(expiresAt) < now
    ? `Dialog expired at ${expiresAt.slice(0, 19)}`
    : undefined;
}
