import { DefinitionError } from './definition-error.js';
import type { DialogDefinition } from './dialog-definition.js';
import type { DialogState } from './dialog.js';

/** A state as it is read once it is stored; undefined where its definition does not read it. */
export function readAgain(definition: DialogDefinition, state: DialogState): DialogState | undefined {
  const stored = JSON.stringify(state) as string | undefined;
  return stored === undefined ? undefined : definition.read(JSON.parse(stored));
}

/**
 * The state that a change, or the opening, has made, as it is read once it is stored.
 *
 * @throws {DefinitionError} where it would not be read: the dialog would be lost to all replicas.
 */
export function madeState(
  definition: DialogDefinition,
  { type }: { readonly type: string },
  made: DialogState,
): DialogState {
  const state = readAgain(definition, made);
  if (state === undefined) throw new DefinitionError(definition, `does not read the state that "${type}" has made`);
  return state;
}
