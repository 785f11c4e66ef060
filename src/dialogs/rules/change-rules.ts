import { Problem } from '../../http/problem.js';
import type { DialogChange, DialogDefinition } from '../dialog-definition.js';
import type { DialogState } from '../dialog.js';
import { readAgain } from '../made-state.js';
import { exampleOpenings, occasions } from './examples.js';

/**
 * Whether there is any state of the examples that allows a change; that no change fails for another reason, and that the
 * state after it is one that the definition reads.
 */
export function* changeFaults(definition: DialogDefinition): Generator<string> {
  for (const change of definition.exampleChanges) {
    const { type } = change;
    let isPossible = false;
    for (const state of knownStates(definition)) {
      for (const changed of outcomesOf(definition, state, change)) {
        if (changed instanceof Problem) continue;
        isPossible = true;
        const when = `the change "${type}" in the state ${JSON.stringify(state)}`;
        if (changed instanceof Error) yield `fails at ${when}: ${changed.message}`;
        else if (readAgain(definition, changed) === undefined) {
          yield `does not read the state that comes of ${when}: ${JSON.stringify(changed)}`;
        }
      }
    }
    if (!isPossible) yield `allows the change "${type}" in none of its example states`;
  }
}

/** The states of its examples, and one that each of its example changes makes of them. */
export function exampleStates(definition: DialogDefinition): readonly DialogState[] {
  const known = knownStates(definition);
  const made = definition.exampleChanges.flatMap((change) => {
    const outcomes = known.flatMap((state) => outcomesOf(definition, state, change));
    return outcomes.find((outcome): outcome is DialogState => !(outcome instanceof Error)) ?? [];
  });
  return [...known, ...made];
}

const knownStates = (definition: DialogDefinition) => [
  ...exampleOpenings(definition).map(({ state }) => state),
  ...definition.examples,
];

/** The states after a change at different times and by either side, or the errors that it throws. */
function outcomesOf(definition: DialogDefinition, state: DialogState, change: DialogChange): (DialogState | Error)[] {
  return occasions.map(({ at, actor }) => {
    try {
      return definition.apply(state, change, at, actor);
    } catch (error) {
      return error as Error;
    }
  });
}
