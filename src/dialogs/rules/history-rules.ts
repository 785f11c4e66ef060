import { type ActivityType, changeTransmissionsScope } from '../../dialogporten/dialogporten-types.js';
import type { DialogChange, DialogDefinition } from '../dialog-definition.js';
import type { DialogState } from '../dialog.js';
import { type ActivityEntry, type Actor, type HistoryEntry, largestAbout, longestKey } from '../history.js';
import { exampleActors, exampleOf, exampleOpenings, exampleParty } from './examples.js';
import { isUriWithin, longest, textFaults } from './field-rules.js';

/** Types of activity that only a sender with another scope may use. */
const scopeOf: Partial<Record<ActivityType, string>> = {
  CorrespondenceOpened: 'digdir:dialogporten.correspondence',
  CorrespondenceConfirmed: 'digdir:dialogporten.correspondence',
};

/** The entries of an example change as they are stored, by either side, in any of the example states that allows it. */
export function exampleEntries(
  definition: DialogDefinition,
  change: DialogChange,
): readonly HistoryEntry[] | undefined {
  const told = exampleActors.flatMap((actor) =>
    definition.examples.flatMap((state) => entriesOf(definition, change, actor, state) ?? []),
  );
  return told.length > 0 ? told.flat() : undefined;
}

/** A change that a state does not allow may throw. */
function entriesOf(definition: DialogDefinition, change: DialogChange, actor: Actor, state: DialogState) {
  try {
    return [definition.history(change, actor, exampleParty, exampleOf(definition, state)).map(stored)];
  } catch {
    return undefined;
  }
}

/** The entries that example openings make as they are stored. @throws what the definition throws. */
export function exampleOpeningEntries(definition: DialogDefinition): readonly HistoryEntry[] {
  return exampleOpenings(definition).flatMap(({ content, actor, state }) => {
    const dialog = exampleOf(definition, state);
    return (definition.openingHistory?.(content, actor, exampleParty, dialog) ?? []).map(stored);
  });
}

const stored = (entry: HistoryEntry) => JSON.parse(JSON.stringify(entry)) as HistoryEntry;

/**
 * Faults for which Dialogporten would refuse entries that changes put into the history: it would refuse them each time
 * they are sent.
 *
 * @param scopes that our token has
 */
export function* historyFaults(definition: DialogDefinition, scopes: readonly string[]): Generator<string> {
  for (const entry of exampleOpeningEntries(definition)) {
    if (entry.kind === 'correction') yield 'corrects a transmission by an opening, before any is sent';
    for (const fault of entryFaults(definition, entry, scopes)) yield `${fault}, by an opening`;
  }
  for (const change of definition.exampleChanges) {
    const entries = exampleEntries(definition, change);
    if (entries === undefined) yield `tells no history of the change ${nameOf(change)} in any of its example states`;
    for (const entry of entries ?? []) {
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
  if (entry.kind === 'activity') {
    yield* activityFaults(entry, scopes);
    return;
  }
  const isKnown = entry.kind === 'correction' || Object.hasOwn(transmissions, entry.transmission);
  if (!isKnown) yield `sends a transmission "${entry.transmission}" that it does not define`;
  if (entry.kind === 'correction' && !scopes.includes(changeTransmissionsScope)) {
    yield `corrects a transmission, and MASKINPORTEN_SCOPE lacks ${changeTransmissionsScope}`;
  }
  if (entry.kind === 'transmission' && (entry.key?.length ?? 0) > longestKey) {
    yield `gives a transmission a key of more than ${longestKey} characters`;
  }
  if (entry.about !== undefined && Buffer.byteLength(JSON.stringify(entry.about)) > largestAbout) {
    yield `puts more than ${largestAbout} bytes into an entry of the history`;
  }
}

function* activityFaults(
  { type, extendedType, description, transmissionId }: ActivityEntry,
  scopes: readonly string[],
) {
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
  if (extendedType !== undefined && !isUriWithin(longest.url, extendedType)) {
    yield `reports an activity with an extended type that is not a URI of at most ${longest.url} characters`;
  }
  if (description !== undefined) yield* textFaults('the description of an activity', description, longest.title);
}
