import { alreadyExists } from './addition-rules.js';
import type { Attachment, Dialog } from '../model/dialog.js';
import type { DialogStore } from './dialog-store.js';

/**
 * Refuses ids of actions and attachments that another dialog has.
 *
 * @param before the dialog as it is, none when it is new
 * @throws PlatformProblem 422
 */
export function assertOwnIds(store: DialogStore, before: Dialog | undefined, after: Dialog): void {
  const kinds = {
    DialogGuiAction: 'guiActions',
    DialogApiAction: 'apiActions',
    DialogAttachment: 'attachments',
  } as const;
  for (const [entity, field] of Object.entries(kinds)) {
    const own = new Set(before?.[field].map(({ id }) => id));
    for (const { id } of after[field]) if (!own.has(id) && store.hasEntity(id)) throw alreadyExists(entity, id);
  }
  const known = new Set(sentWith(before?.transmissions).map(({ id }) => id));
  for (const { id } of sentWith(after.transmissions))
    if (!known.has(id) && store.hasEntity(id)) throw alreadyExists('DialogTransmissionAttachment', id);
}

function sentWith(transmissions: Dialog['transmissions'] = []): readonly Attachment[] {
  return transmissions.flatMap(({ attachments }) => attachments);
}
