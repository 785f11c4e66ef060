import { PlatformProblem } from '../http/problem.js';
import type { Dialog } from '../dialogs/dialog.js';
import type { DialogUpdate } from '../dialogs/input.js';
import { applyJsonPatch, JsonPatchError, type PatchOperation } from '../dialogs/json-patch.js';

/** The body of the PUT that would leave the dialog as it is: what a PATCH works on. */
export function updateModelOf(dialog: Dialog): DialogUpdate {
  const { status, progress, extendedStatus, externalReference, process, precedingProcess, dueAt, expiresAt } = dialog;
  const { isApiOnly, content, searchTags, guiActions, apiActions, attachments } = dialog;
  return {
    ...(progress !== undefined && { progress }),
    ...(extendedStatus !== undefined && { extendedStatus }),
    ...(externalReference !== undefined && { externalReference }),
    ...(process !== undefined && { process }),
    ...(precedingProcess !== undefined && { precedingProcess }),
    ...(dueAt !== undefined && { dueAt }),
    ...(expiresAt !== undefined && { expiresAt }),
    status,
    isApiOnly,
    content,
    searchTags,
    guiActions,
    apiActions,
    attachments,
    // Whatever stands here is appended, so it starts empty.
    transmissions: [],
    activities: [],
  };
}

/** @throws PlatformProblem 400 when an operation fails */
export function patched(dialog: Dialog, operations: readonly PatchOperation[]): unknown {
  try {
    return applyJsonPatch(updateModelOf(dialog), operations);
  } catch (error) {
    if (error instanceof JsonPatchError) throw new PlatformProblem(400, { body: [error.message] });
    throw error;
  }
}
