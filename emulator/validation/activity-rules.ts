import type { Activity } from '../model/dialog.js';
import type { Input } from '../model/input.js';
import { checkActor } from './actor-rules.js';
import { checkChosenId, checkEnum, checkPast, checkUri } from './field-rules.js';
import { checkLocalizations } from './text-rules.js';
import type { Violations } from './violations.js';

/** The rules for one activity that can be seen from itself alone. */
export function checkActivity(violations: Violations, at: string, activity: Input<Activity>): void {
  const { id, type, extendedType, description, transmissionId, createdAt, performedBy } = activity;
  checkChosenId(violations, `${at}.id`, id);
  checkPast(violations, `${at}.createdAt`, createdAt);
  checkUri(violations, `${at}.extendedType`, extendedType);
  checkEnum(violations, `${at}.type`, type);
  checkActor(violations, `${at}.performedBy`, performedBy);
  const isDescribed = (description?.length ?? 0) > 0;
  if (type === 'Information') {
    if (!isDescribed) violations.add(`${at}.description`, "Description is required when the type is 'Information'.");
    checkLocalizations(violations, `${at}.description`, description);
  } else if (isDescribed) {
    violations.add(`${at}.description`, "Description is only allowed when the type is 'Information'.");
  }
  if ((type === 'TransmissionOpened') !== Boolean(transmissionId)) {
    violations.add(`${at}.transmissionId`, 'TransmissionOpened, and nothing else, references a transmission.');
  }
}
