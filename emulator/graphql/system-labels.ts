import { setLabels, setLabelsOfMany } from '../end-user/labels.js';
import { PlatformProblem } from '../http/problem.js';
import type { Platform } from '../platform.js';
import type { Persona } from '../policy.js';

/** Labels to set on a dialog, and labels to remove. */
export interface SetSystemLabelInput {
  readonly dialogId: string;
  readonly addLabels: readonly string[];
  readonly removeLabels: readonly string[];
}

/** The same for many dialogs. */
export interface BulkSetSystemLabelInput {
  readonly dialogs: readonly { readonly dialogId: string; readonly enduserContextRevision?: string | null }[];
  readonly addLabels: readonly string[];
  readonly removeLabels: readonly string[];
}

/** Moves the dialog to the inbox, the archive or the bin, or marks it as unopened. That is the end user's own affair. */
export function setSystemLabel(platform: Platform, persona: Persona, { dialogId, ...update }: SetSystemLabelInput) {
  const errorTypes = { 400: 'ValidationError', 403: 'Forbidden', 404: 'EntityNotFound', 410: 'EntityDeleted' };
  return answered('SetSystemLabel', errorTypes, () => setLabels(platform, persona, dialogId, update));
}

/** Does the same with many dialogs, or with none of them. */
export function bulkSetSystemLabels(
  platform: Platform,
  persona: Persona,
  { dialogs, ...update }: BulkSetSystemLabelInput,
) {
  const targets = dialogs.map(({ dialogId, enduserContextRevision = null }) => ({
    dialogId,
    endUserContextRevision: enduserContextRevision,
  }));
  const errorTypes = { 400: 'ValidationError', 404: 'NotFound' };
  return answered('BulkSetSystemLabel', errorTypes, () => setLabelsOfMany(platform, persona, targets, update));
}

/** A revision that is not the present one is refused without a word, as there (Mutations.cs). */
function answered(mutation: string, errorTypes: Readonly<Record<number, string>>, change: () => unknown) {
  try {
    change();
    return { success: true, errors: [] };
  } catch (error) {
    if (!(error instanceof PlatformProblem)) throw error;
    const type = errorTypes[error.status];
    const messages = Object.values(error.errors).flat();
    return {
      success: false,
      errors: type === undefined ? [] : messages.map((message) => ({ __typename: `${mutation}${type}`, message })),
    };
  }
}
