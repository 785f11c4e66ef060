import type { RuleContext } from '../validation/violations.js';
import { Violations } from '../validation/violations.js';
import type { Dialog } from '../model/dialog.js';

/**
 * The moments that a new dialog may have; a silent creation may have any (CreateDialogCommand.cs).
 *
 * @throws PlatformProblem 422
 */
export function assertNewMoments({ dueAt, expiresAt, visibleFrom }: Partial<Dialog>, context: RuleContext): void {
  const violations = new Violations(context);
  for (const [field, moment] of Object.entries({ DueAt: dueAt, ExpiresAt: expiresAt, VisibleFrom: visibleFrom })) {
    if (!isInFuture(moment, context)) violations.add(field, 'Must be in the future');
  }
  violations.refuseIfAny(422);
}

/**
 * The moments that a change may leave a dialog with: those that it has, or later ones. An expired dialog stays expired
 * (UpdateDialogCommand.cs).
 *
 * @throws PlatformProblem 422
 */
export function assertChangedMoments(before: Dialog, after: Dialog, context: RuleContext): void {
  const violations = new Violations(context);
  const mustBe = 'Must be in future or current value.';
  const expiryIsGone = before.expiresAt !== undefined && after.expiresAt === undefined;
  if (expiryIsGone || (after.expiresAt !== before.expiresAt && !isInFuture(after.expiresAt, context))) {
    violations.add('ExpiresAt', mustBe);
  }
  if (after.dueAt !== before.dueAt && !isInFuture(after.dueAt, context)) violations.add('DueAt', `${mustBe} (Or null)`);
  const expiries = new Map(before.attachments.map(({ id, expiresAt }) => [id, expiresAt]));
  for (const { id, expiresAt } of after.attachments) {
    if (expiresAt !== expiries.get(id) && !isInFuture(expiresAt, context)) {
      violations.add('Attachments.ExpiresAt', `Must be in future, current value, or null. (Id: ${id})`);
    }
  }
  violations.refuseIfAny(422);
}

function isInFuture(moment: string | undefined, { now }: RuleContext): boolean {
  return moment === undefined || Date.parse(moment) > now.getTime();
}
