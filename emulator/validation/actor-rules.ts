import type { Actor } from '../dialogs/dialog.js';
import type { Input } from '../dialogs/input.js';
import { checkLength } from './field-rules.js';
import { isActorId } from './identifiers.js';
import type { Violations } from './violations.js';

/** The service owner is nobody in particular; a representative of the party is named one way. */
export function checkActor(violations: Violations, field: string, actor: Input<Actor> | null | undefined): void {
  if (!actor?.actorType) {
    violations.add(`${field}.actorType`, 'must not be empty');
    return;
  }
  const { actorType, actorId, actorName } = actor;
  if (actorType === 'ServiceOwner') {
    if (actorId) violations.add(`${field}.actorId`, 'must be empty for ServiceOwner');
    if (actorName) violations.add(`${field}.actorName`, 'must be empty for ServiceOwner');
    return;
  }
  if (Boolean(actorId) === Boolean(actorName)) violations.add(field, 'must have exactly one of actorId and actorName');
  if (actorId && !isActorId(actorId))
    violations.add(`${field}.actorId`, 'must be the URN of a party, with a valid number');
  checkLength(violations, `${field}.actorName`, actorName);
}
