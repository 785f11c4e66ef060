import type { ActivityType } from '../dialogporten/dialogporten-types.js';
import type { DialogChange, DialogDefinition } from './dialog-definition.js';
import { longest, textFaults } from './field-rules.js';
import { type ActivityEntry, type HistoryEntry, representative, serviceOwner } from './history.js';

/** Types of activity that only a sender with another scope may use. */
const scopeOf: Partial<Record<ActivityType, string>> = {
  CorrespondenceOpened: 'digdir:dialogporten.correspondence',
  CorrespondenceConfirmed: 'digdir:dialogporten.correspondence',
};

const party = 'urn:altinn:organization:identifier-no:991825827';
const endUser = representative(party);

/**
 * What Dialogporten would refuse of the entries that changes put into the history: it would refuse them each time they are
 * sent.
 *
 * @param scopes that our token has
 */
export function* historyFaults(definition: DialogDefinition, scopes: readonly string[]): Generator<string> {
  for (const change of definition.exampleChanges) {
    for (const entry of [endUser, serviceOwner].flatMap((actor) => definition.history(change, actor, party))) {
      for (const fault of entryFaults(definition, entry, scopes)) yield `${fault}, by the change ${nameOf(change)}`;
    }
  }
}

const nameOf = ({ type }: DialogChange) => `"${type}"`;

function* entryFaults(
  { transmissions }: DialogDefinition,
  entry: HistoryEntry,
  scopes: readonly string[],
): Generator<string> {
  if (entry.kind === 'activity') yield* activityFaults(entry, scopes);
  else if (!Object.hasOwn(transmissions, entry.transmission)) {
    yield `sends a transmission "${entry.transmission}" that it does not define`;
  }
}

function* activityFaults({ type, description, transmissionId }: ActivityEntry, scopes: readonly string[]) {
  const scope = scopeOf[type];
  if (scope !== undefined && !scopes.includes(scope)) {
    yield `reports an activity of the type ${type}, and MASKINPORTEN_SCOPE lacks ${scope}`;
  }
  if ((description === undefined) === (type === 'Information')) {
    yield `reports an activity of the type ${type} ${description === undefined ? 'without' : 'with'} a description`;
  }
  if ((transmissionId === undefined) === (type === 'TransmissionOpened')) {
    yield `reports an activity of the type ${type} ${transmissionId === undefined ? 'without' : 'with'} a transmission`;
  }
  if (description !== undefined) yield* textFaults('the description of an activity', description, longest.title);
}
