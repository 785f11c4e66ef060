import { alreadyExists } from './addition-rules.js';
import type { Dialog } from './dialog.js';
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
}
