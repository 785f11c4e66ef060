import { withLabels } from '../dialogs/system-labels.js';
import { accessibleDialog } from '../end-user/dialog-access.js';
import { PlatformProblem } from '../http/problem.js';
import type { Platform } from '../platform.js';
import type { Persona } from '../policy.js';

const folders: ReadonlySet<string> = new Set(['Default', 'Archive', 'Bin']);

/** Which labels to put on a dialog, and which to take off. */
export interface SetSystemLabelInput {
  readonly dialogId: string;
  readonly addLabels: readonly string[];
  readonly removeLabels: readonly string[];
}

/** Moves the dialog to the inbox, the archive or the bin, or marks it as unopened. That is the end user's own affair. */
export function setSystemLabel(platform: Platform, persona: Persona, input: SetSystemLabelInput) {
  const { addLabels, removeLabels, dialogId } = input;
  if ([...addLabels, ...removeLabels].includes('Sent') || addLabels.filter((label) => folders.has(label)).length > 1) {
    return refused('SetSystemLabelValidationError', 'Sent is not set by users, and a dialog is in one folder');
  }
  try {
    const { dialog } = accessibleDialog(platform, persona, dialogId);
    platform.dialogs.put({ ...dialog, endUserContext: withLabels(dialog.endUserContext, addLabels, removeLabels) });
    return { success: true, errors: [] };
  } catch (error) {
    if (!(error instanceof PlatformProblem)) throw error;
    const type = error.status === 410 ? 'SetSystemLabelEntityDeleted' : 'SetSystemLabelEntityNotFound';
    return refused(type, error.message);
  }
}

function refused(type: string, message: string) {
  return { success: false, errors: [{ __typename: type, message }] };
}
