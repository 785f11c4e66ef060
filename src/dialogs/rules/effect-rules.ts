import type { DialogChange, DialogDefinition } from '../dialog-definition.js';
import type { DialogState } from '../dialog.js';
import { type Effect, isCancellation, longestEffectName, opened, type Opened } from '../effect.js';
import { exampleOf, exampleOpenings, occasions } from './examples.js';

/** The effects that its example openings ask for, its example changes in any of its example states, and its events. */
export function exampleEffects(definition: DialogDefinition): readonly Effect[] {
  const byOpening = exampleOpenings(definition).flatMap(({ content, state }) =>
    effectsOf(definition, opened(content), state),
  );
  const byChange = definition.exampleChanges.flatMap((change) =>
    definition.examples.flatMap((state) => effectsOf(definition, change, state)),
  );
  const ofEvents = Object.values(definition.events ?? {}).flatMap((rule) =>
    'effect' in rule ? [{ name: rule.effect }] : [],
  );
  return [...[...byOpening, ...byChange].filter((effect): effect is Effect => !isCancellation(effect)), ...ofEvents];
}

/** Those that either side asks for. A change that a state does not allow may ask for nothing. */
function effectsOf(definition: DialogDefinition, change: DialogChange | Opened, state: DialogState) {
  return occasions.flatMap(({ at, actor }) => {
    try {
      return definition.effects?.(change, exampleOf(definition, state), at, actor) ?? [];
    } catch {
      return [];
    }
  });
}

/** Faults for which its effects cannot be stored. */
export function* effectFaults(definition: DialogDefinition): Generator<string> {
  for (const { name, payload } of exampleEffects(definition)) {
    if (name.trim() === '' || name.length > longestEffectName) {
      yield `has an effect whose name is not 1 to ${longestEffectName} characters long`;
    }
    if (payload !== undefined && JSON.stringify(payload) === undefined) {
      yield `has an effect "${name}" with a payload that is no JSON`;
    }
  }
}
