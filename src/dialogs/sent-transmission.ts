import { UnreadableError } from '../delivery/projections.js';
import type { SentTransmission, TransmissionContent, TransmissionView } from './dialog-definition.js';
import type { RecordedEntry, TransmissionEntry } from './history.js';

/** As much of a recorded transmission as says what was sent. */
export type Recorded = Pick<RecordedEntry, 'id' | 'happenedAt'> & { readonly entry: TransmissionEntry };

/**
 * A transmission that was sent, as its view reads it.
 *
 * @throws {UnreadableError} when the view cannot read what it is about.
 */
export function sentTransmission(
  view: TransmissionView,
  dialogId: string,
  { id, entry, happenedAt }: Recorded,
): SentTransmission {
  const about = view.about === undefined ? entry.about : view.about(entry.about);
  if (about === undefined && view.about !== undefined) {
    throw new UnreadableError(
      `What the transmission "${entry.transmission}" (entry ${id}) is about cannot be read`,
      id,
    );
  }
  return { dialogId, id, about, sender: entry.sender, sentAt: happenedAt };
}

/** The content of a transmission that was sent. */
export function contentOf(view: TransmissionView, sent: SentTransmission): TransmissionContent {
  return { ...view, ...view.show?.(sent) };
}
