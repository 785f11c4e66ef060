import type { DialogCreation } from '../model/input.js';
import { checkLength, checkRequired, checkShortest, checkUnique } from './field-rules.js';
import type { Violations } from './violations.js';

const mostLabels = 20;
const chosenLabels = ['Default', 'Bin', 'Archive'];

/** The service owner's own labels. */
export function checkServiceOwnerContext(
  violations: Violations,
  field: string,
  context: DialogCreation['serviceOwnerContext'],
): void {
  const labels = context?.serviceOwnerLabels ?? [];
  checkUnique(
    violations,
    `${field}.serviceOwnerLabels`,
    labels.map(({ value }) => value),
  );
  if (labels.length > mostLabels) violations.add(`${field}.serviceOwnerLabels`, `At most ${mostLabels} are allowed.`);
  for (const [index, { value }] of labels.entries()) {
    checkLabel(violations, `${field}.serviceOwnerLabels[${index}].value`, value);
  }
}

/** One label of the service owner's. */
export function checkLabel(violations: Violations, field: string, label: string | null | undefined): void {
  checkRequired(violations, field, label);
  checkShortest(violations, field, label, 3);
  checkLength(violations, field, label);
}

/** The label that a new dialog lies under. */
export function checkSystemLabel(violations: Violations, field: string, label: string | null | undefined): void {
  if (label === null || label === undefined || chosenLabels.includes(label)) return;
  violations.add(field, `'SystemLabel' must be one of ${chosenLabels.join(', ')}.`);
}
