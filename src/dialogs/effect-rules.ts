import type { DialogChange, DialogDefinition } from './dialog-definition.js';
import type { DialogState } from './dialog.js';
import { type Effect, isCancellation, longestEffectName, opened, type Opened } from './effect.js';
import { exampleOf } from './example-dialog.js';

/** The effects that its example changes ask for in any of its example states. */
export function exampleEffects(definition: DialogDefinition): readonly Effect[] {
  const changes: readonly (DialogChange | Opened)[] = [opened, ...definition.exampleChanges];
  const asked = changes.flatMap((change) =>
    definition.examples.flatMap((state) => effectsOf(definition, change, state)),
  );
  return asked.filter((effect): effect is Effect => !isCancellation(effect));
}

/** A change that a state does not allow may ask for nothing. */
function effectsOf(definition: DialogDefinition, change: DialogChange | Opened, state: DialogState) {
  try {
    return definition.effects?.(change, exampleOf(definition, state), new Date(0)) ?? [];
  } catch {
    return [];
  }
}

/** What cannot be stored of its effects. */
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
