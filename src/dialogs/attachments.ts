import type { Attachment, DialogDefinition, SentTransmission } from './dialog-definition.js';
import type { ShownDialog } from './dialog.js';
import type { RecordedEntry, TransmissionEntry } from './history.js';
import { idOf, oursOf } from './ours.js';
import { sentTransmission } from './sent-transmission.js';
import { derivedId } from './uuid-v7.js';

/** A file, and the transmission that it belongs to, unless it is the dialog's own. */
export interface FoundAttachment<Transmission extends string = string> {
  readonly attachment: Attachment;
  readonly transmission?: { readonly id: string; readonly name: Transmission; readonly sent: SentTransmission };
}

/** The id of a file of a transmission: as it was recorded or, for one of before, always the same for the same name. */
export function transmissionAttachmentId(
  { id, entry }: { readonly id: string; readonly entry: Pick<TransmissionEntry, 'attachmentIds'> },
  { name }: Pick<Attachment, 'name'>,
): string {
  return entry.attachmentIds?.[name] ?? derivedId(id, `attachment/${name}`);
}

/**
 * Every file that a dialog has in its present state, by its id.
 *
 * @param history what has happened to it, transmissions and all else
 */
export function attachmentsById(
  definition: DialogDefinition,
  dialog: ShownDialog,
  history: readonly RecordedEntry[],
): ReadonlyMap<string, FoundAttachment> {
  const view = definition.view(dialog);
  const ours = oursOf(dialog, view);
  const own = (view.attachments ?? []).map(
    (attachment) => [idOf(ours, 'attachment', attachment.name), { attachment }] as const,
  );
  const others = history.flatMap(({ id, entry, happenedAt }) => {
    if (entry.kind !== 'transmission') return [];
    const { transmission: name } = entry;
    const kind = definition.transmissions[name];
    if (kind?.attachments === undefined) return [];
    const sent = sentTransmission(kind, dialog.id, { id, entry, happenedAt });
    return kind
      .attachments(dialog.id, sent)
      .map(
        (attachment) =>
          [
            transmissionAttachmentId({ id, entry }, attachment),
            { attachment, transmission: { id, name, sent } },
          ] as const,
      );
  });
  return new Map<string, FoundAttachment>([...own, ...others]);
}
