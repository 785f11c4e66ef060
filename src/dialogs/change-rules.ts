import { Problem } from '../http/problem.js';
import { type DialogChange, type DialogDefinition, initialStates } from './dialog-definition.js';
import type { DialogState } from './dialog.js';

/** A change may be possible before or after some time only, and the examples have times that stand still. */
const times = [new Date(0), new Date(), new Date(Date.UTC(9999, 11, 31))];

/** Whether there is any state of the examples that allows a change; and that no change fails for another reason. */
export function* changeFaults(definition: DialogDefinition): Generator<string> {
  for (const change of definition.exampleChanges) {
    const { type } = change;
    let isPossible = false;
    for (const state of knownStates(definition)) {
      for (const changed of outcomesOf(definition, state, change)) {
        if (changed instanceof Problem) continue;
        isPossible = true;
        if (!(changed instanceof Error)) continue;
        yield `fails at the change "${type}" in the state ${JSON.stringify(state)}: ${changed.message}`;
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

const knownStates = (definition: DialogDefinition) => [...initialStates(definition), ...definition.examples];

/** What a change makes of a state at different times, or what it throws. */
function outcomesOf(definition: DialogDefinition, state: DialogState, change: DialogChange): (DialogState | Error)[] {
  return times.map((at) => {
    try {
      return definition.apply(state, change, at);
    } catch (error) {
      return error as Error;
    }
  });
}
