import type { Actor } from '../model/dialog.js';
import type { Input } from '../model/input.js';
import { checkEnum, checkRequired } from './field-rules.js';
import { isParty } from './identifiers.js';
import { partyForm } from './party-form.js';
import type { Violations } from './violations.js';

/** The service owner is no person in particular; a representative of the party is named one way (ActorValidator.cs). */
export function checkActor(violations: Violations, field: string, actor: Input<Actor> | null | undefined): void {
  if (!actor) {
    checkRequired(violations, field, actor);
    return;
  }
  const { actorType, actorId, actorName } = actor;
  checkEnum(violations, `${field}.actorType`, actorType);
  const names = [actorId, actorName].filter((name) => typeof name === 'string');
  if (names.length !== (actorType === 'ServiceOwner' ? 0 : 1)) {
    violations.add(field, 'ServiceOwner has neither ActorId nor ActorName, everybody else exactly one of them.');
  }
  if (typeof actorId === 'string' && !isParty(actorId)) violations.add(`${field}.actorId`, `'ActorId' ${partyForm}`);
}
