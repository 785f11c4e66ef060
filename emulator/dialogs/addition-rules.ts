import { PlatformProblem } from '../http/problem.js';
import { Violations, type RuleContext } from '../validation/violations.js';
import type { Additions } from './changes.js';
import type { Dialog, Transmission } from '../model/dialog.js';
import type { DialogStore } from './dialog-store.js';
import { checkHierarchy } from './transmission-hierarchy.js';

/** Where additions come from: each way has words and keys of its own for the same faults. */
export type AddedBy = 'creation' | 'update' | 'append';

/** Entries that the dialog may have already. */
type Existing = Pick<Dialog, 'transmissions' | 'activities'>;

/**
 * Refuses two transmissions of a dialog with the same idempotent key.
 *
 * @throws PlatformProblem 409
 */
export function assertFreshKeys(existing: readonly Transmission[], added: readonly Transmission[]): void {
  const keys = [...existing, ...added].flatMap(({ idempotentKey }) => idempotentKey ?? []);
  const repeated = new Set(keys.filter((key, index) => keys.indexOf(key) !== index));
  if (repeated.size === 0) return;
  const named = [...repeated].map((key) => `'${key}'`).join(', ');
  const message = `Duplicate IdempotentKey detected in dialog transmissions. Conflicting keys: ${named}.`;
  throw new PlatformProblem(409, { IdempotentKey: [message] });
}

/**
 * Refuses additions that clash with what is there already: appended entries stay, and their ids are taken. Two forms of
 * "already exists" come from two places in the platform: its own check within the dialog that is replaced
 * (UpdateDialogCommand.cs), and the database's everywhere else.
 *
 * @throws PlatformProblem 422 for a repeated id, a reference to nothing, or a hierarchy that is too large
 */
export function assertAppendable(
  store: DialogStore,
  existing: Existing,
  { transmissions = [], activities = [] }: Additions,
  by: AddedBy,
  context: RuleContext,
): void {
  const violations = new Violations(context);
  checkIds(violations, 'DialogTransmission', transmissions, existing.transmissions, by);
  checkIds(violations, 'DialogActivity', activities, existing.activities, by);
  const referable = checkRelated(violations, existing.transmissions, transmissions);
  for (const { transmissionId } of activities) {
    if (transmissionId === undefined || referable.has(transmissionId)) continue;
    const message = `Invalid 'TransmissionId': the dialog has no transmission (${transmissionId}).`;
    violations.add(by === 'append' ? 'Activity.TransmissionId' : 'Activities', message);
  }
  violations.refuseIfAny(422);
  assertUnused(store, 'DialogTransmission', transmissions);
  assertUnused(store, 'DialogActivity', activities);
}

/**
 * Refuses transmissions that answer none of the dialog's, or each other.
 *
 * @throws PlatformProblem 422
 */
export function assertRelated(
  existing: readonly Transmission[],
  added: readonly Transmission[],
  context: RuleContext,
): void {
  const violations = new Violations(context);
  checkRelated(violations, existing, added);
  violations.refuseIfAny(422);
}

/** @returns the ids of all transmissions */
function checkRelated(
  violations: Violations,
  existing: readonly Transmission[],
  added: readonly Transmission[],
): ReadonlySet<string> {
  const referable = new Set([...existing, ...added].map(({ id }) => id));
  const unrelated = added.flatMap(({ relatedTransmissionId: id }) => (id && !referable.has(id) ? [id] : []));
  if (unrelated.length > 0) {
    violations.add('Transmissions', `No transmission has the id that is referenced: [${unrelated.join(', ')}].`);
  } else {
    checkHierarchy(violations, existing, added);
  }
  return referable;
}

function checkIds(
  violations: Violations,
  entity: string,
  added: readonly { readonly id: string }[],
  existing: readonly { readonly id: string }[],
  by: AddedBy,
): void {
  if (by !== 'update') return;
  const taken = new Set(existing.map(({ id }) => id));
  const repeated = added.filter(({ id }) => taken.has(id)).map(({ id }) => id);
  if (repeated.length === 0) return;
  violations.add(entity, `Entity '${entity}' with the following key(s) already exists: (${repeated.join(', ')}).`);
}

function assertUnused(store: DialogStore, entity: string, added: readonly { readonly id: string }[]): void {
  for (const { id } of added) if (store.hasEntity(id)) throw alreadyExists(entity, id);
}

/** The database's error for a duplicate id. */
export function alreadyExists(entity: string, id: string): PlatformProblem {
  return new PlatformProblem(422, { [entity]: [`Key ('Id')=(${id}) already exists.`] });
}
