import type { Dialog } from '../model/dialog.js';
import { notFound, removed } from '../dialogs/dialog-problems.js';
import { relabelled } from '../dialogs/system-labels.js';
import { PlatformProblem } from '../http/problem.js';
import { momentOf } from '../json/json-values.js';
import type { Platform } from '../platform.js';
import type { Persona } from '../policy.js';
import { checkUnique } from '../validation/field-rules.js';
import { Violations } from '../validation/violations.js';
import { actorOf } from './dialog-access.js';
import { grantedActions } from './granted-actions.js';

const mostDialogs = 100;

/** Labels to put on a dialog, or on many, and to take off. */
export interface LabelUpdate {
  readonly addLabels?: readonly string[] | null;
  readonly removeLabels?: readonly string[] | null;
}

/** One of many dialogs, and the revision of its labels that the caller knows. */
export interface LabelTarget {
  readonly dialogId: string;
  readonly endUserContextRevision?: string | null;
}

/**
 * Changes the labels of a dialog for a user. The order of the checks is that of SetSystemLabelCommand.cs.
 *
 * @param known the revision of its labels that the caller knows
 * @returns that revision afterwards
 * @throws PlatformProblem 400 for `Sent`, 404, 410, 403 for a stranger, 412 for another revision
 */
export function setLabels(
  platform: Platform,
  persona: Persona | undefined,
  dialogId: string,
  update: LabelUpdate,
  known?: string,
): string {
  refuseSent(platform, update);
  const dialog = platform.dialogs.get(dialogId);
  if (!dialog) throw notFound('DialogEntity', dialogId);
  if (dialog.deletedAt !== undefined) throw removed(dialogId);
  if (!persona || !mayList(platform, persona, dialog)) {
    const message = `The following dialog ids are unauthorized and/or missing: (${dialogId}).`;
    throw new PlatformProblem(403, { Forbidden: [message] });
  }
  if (!isKnown(dialog, known)) throw new PlatformProblem(412);
  return put(platform, persona, dialog, update);
}

/**
 * Changes the labels of many dialogs, or of none (BulkSetSystemLabelCommand.cs).
 *
 * @throws PlatformProblem 400, 404 that names those which the user does not have, 412
 */
export function setLabelsOfMany(
  platform: Platform,
  persona: Persona | undefined,
  targets: readonly LabelTarget[],
  update: LabelUpdate,
): void {
  const violations = violationsAt(platform);
  if (targets.length < 1 || targets.length > mostDialogs)
    violations.add('dto.dialogs', `Must supply between 1 and ${mostDialogs} dialogs to update`);
  checkUnique(
    violations,
    'dto.dialogs',
    targets.map(({ dialogId }) => dialogId),
  );
  refuseSent(platform, update, violations, 'dto.');
  const found = targets.map(({ dialogId }) => platform.dialogs.get(dialogId));
  const missing = targets.filter((_, index) => {
    const dialog = found[index];
    return !dialog || dialog.deletedAt !== undefined || !persona || !mayList(platform, persona, dialog);
  });
  if (missing.length > 0) throw notFound('DialogEntity', missing.map(({ dialogId }) => dialogId).join(', '));
  const dialogs = found as Dialog[];
  if (!dialogs.every((dialog, index) => isKnown(dialog, targets[index]!.endUserContextRevision)))
    throw new PlatformProblem(412);
  for (const dialog of dialogs) put(platform, persona!, dialog, update);
}

function put({ dialogs, names, now }: Platform, persona: Persona, dialog: Dialog, update: LabelUpdate): string {
  const labelled = relabelled(dialog, {
    added: update.addLabels ?? [],
    removed: update.removeLabels ?? [],
    by: actorOf(names, persona),
    at: momentOf(now()),
  });
  if (labelled !== dialog) dialogs.put(labelled);
  return labelled.endUserContext.revision;
}

function mayList({ policy, plays }: Platform, persona: Persona, dialog: Dialog): boolean {
  return grantedActions(policy, persona, dialog, plays) !== undefined;
}

function isKnown({ endUserContext }: Dialog, known: string | null | undefined): boolean {
  return known === undefined || known === null || known.toLowerCase() === endUserContext.revision;
}

function violationsAt({ now }: Platform): Violations {
  return new Violations({ now: now(), isExempt: () => false, mayEmbedHtml: false });
}

/** `Sent` comes and stays by itself. */
function refuseSent(platform: Platform, update: LabelUpdate, violations = violationsAt(platform), at = ''): void {
  const message =
    'Cannot manually add or remove system label Sent: it comes with a transmission of type Submission or Correction.';
  for (const list of ['addLabels', 'removeLabels'] as const) {
    for (const [index, label] of (update[list] ?? []).entries())
      if (label === 'Sent') violations.add(`${at}${list}[${index}]`, message);
  }
  violations.refuseIfAny(400);
}
