import { PlatformProblem } from '../http/problem.js';
import { Violations } from '../validation/violations.js';
import type { Additions } from './changes.js';
import type { Transmission } from './dialog.js';
import type { DialogStore } from './dialog-store.js';

/**
 * Refuses additions that clash with what is there already: what was appended stands, and its ids and keys are taken.
 *
 * @param existing the dialog's own transmissions before the change
 * @throws PlatformProblem 409 for a repeated idempotent key, 422 for a repeated id or a reference to nothing
 */
export function assertAppendable(
  store: DialogStore,
  existing: readonly Transmission[],
  { transmissions = [], activities = [] }: Additions,
  now: Date,
): void {
  assertFreshKeys(existing, transmissions);
  const violations = new Violations(now);
  const named = new Set<string>();
  for (const [field, entities] of Object.entries({ transmissions, activities })) {
    for (const { id } of entities) {
      if (store.hasEntity(id) || named.has(id)) violations.add(field, `${id} exists already`);
      named.add(id);
    }
  }
  const referable = new Set([...existing, ...transmissions].map(({ id }) => id));
  for (const { transmissionId } of activities) {
    if (transmissionId !== undefined && !referable.has(transmissionId)) {
      violations.add('activities', `${transmissionId} is not a transmission of this dialog`);
    }
  }
  for (const { relatedTransmissionId } of transmissions) {
    if (relatedTransmissionId !== undefined && !referable.has(relatedTransmissionId)) {
      violations.add('transmissions', `${relatedTransmissionId} is not a transmission of this dialog`);
    }
  }
  violations.refuseIfAny(422);
}

function assertFreshKeys(existing: readonly Transmission[], added: readonly Transmission[]): void {
  const keys = new Set(existing.map(({ idempotentKey }) => idempotentKey));
  for (const { idempotentKey } of added) {
    if (idempotentKey === undefined) continue;
    if (keys.has(idempotentKey)) {
      throw new PlatformProblem(409, { idempotentKey: [`A transmission with '${idempotentKey}' exists already`] });
    }
    keys.add(idempotentKey);
  }
}
