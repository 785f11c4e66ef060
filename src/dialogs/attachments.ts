import type { Attachment, DialogDefinition } from './dialog-definition.js';
import type { Dialog } from './dialog.js';
import type { RecordedEntry } from './history.js';
import { derivedId } from './uuid-v7.js';

/** A file, and the transmission that it belongs to, unless it is the dialog's own. */
export interface FoundAttachment<Transmission extends string = string> {
  readonly attachment: Attachment;
  readonly transmission?: { readonly id: string; readonly name: Transmission };
}

/** The id of a file: always the same for the same dialog or transmission and name. */
export function attachmentId(parentId: string, { name }: Attachment): string {
  return derivedId(parentId, `attachment/${name}`);
}

/**
 * Every file that a dialog has in its present state, by its id.
 *
 * @param history what has happened to it, transmissions and all else
 */
export function attachmentsOf(
  definition: DialogDefinition,
  dialog: Dialog,
  history: readonly RecordedEntry[],
): ReadonlyMap<string, FoundAttachment> {
  const own = (definition.view(dialog).attachments ?? []).map(
    (attachment) => [attachmentId(dialog.id, attachment), { attachment }] as const,
  );
  const sent = history.flatMap(({ id, entry }) => {
    if (entry.kind !== 'transmission') return [];
    const { transmission: name } = entry;
    const attachments = definition.transmissions[name]?.attachments?.(dialog.id) ?? [];
    return attachments.map(
      (attachment) => [attachmentId(id, attachment), { attachment, transmission: { id, name } }] as const,
    );
  });
  return new Map<string, FoundAttachment>([...own, ...sent]);
}
