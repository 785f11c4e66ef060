import type { Activity } from '../dialogs/dialog.js';
import type { Input } from '../dialogs/input.js';
import { checkActor } from './actor-rules.js';
import { checkChosenId, checkPast, checkRequired } from './field-rules.js';
import { checkLocalizations } from './text-rules.js';
import type { Violations } from './violations.js';

/** The rules for one activity that can be seen from itself alone. */
export function checkActivity(violations: Violations, field: string, activity: Input<Activity>): void {
  const { id, type, description, transmissionId, createdAt, performedBy } = activity;
  checkChosenId(violations, `${field}id`, id);
  checkPast(violations, `${field}createdAt`, createdAt);
  checkRequired(violations, `${field}type`, type);
  checkActor(violations, `${field}performedBy`, performedBy);
  checkLocalizations(violations, `${field}description`, description);
  if ((type === 'Information') !== Boolean(description?.length)) {
    violations.add(`${field}description`, 'must be there if and only if type is Information');
  }
  if ((type === 'TransmissionOpened') !== Boolean(transmissionId)) {
    violations.add(`${field}transmissionId`, 'must be there if and only if type is TransmissionOpened');
  }
}
