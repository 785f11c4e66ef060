import { Repeater } from 'graphql-yoga';
import type { DialogStore } from '../dialogs/dialog-store.js';
import type { Dialog } from '../model/dialog.js';

/** An event of a dialog, for a portal. */
export interface DialogEvent {
  readonly id: string;
  readonly type: 'DialogUpdated' | 'DialogDeleted';
}

/** Every update of the dialog from now on, and its deletion. */
export function dialogEvents(dialogs: DialogStore, dialogId: string): Repeater<DialogEvent> {
  return new Repeater<DialogEvent>(async (push, stop) => {
    const unsubscribe = dialogs.onChange((before, after) => {
      const event = eventOf(before, after);
      if (event?.id === dialogId) void push(event);
    });
    await stop;
    unsubscribe();
  });
}

/**
 * The event of a change. Silent changes have one, too (ConvertDomainEventsToOutboxMessagesInterceptor.cs), and so has
 * the first view of the dialog as it is now (GetDialogQuery.cs). Labels move neither the revision nor the log of
 * viewers.
 */
function eventOf(before: Dialog | undefined, after: Dialog | undefined): DialogEvent | undefined {
  if (before === undefined) return undefined;
  const { id } = before;
  if (after === undefined || (after.deletedAt !== undefined && before.deletedAt === undefined)) {
    return { id, type: 'DialogDeleted' };
  }
  const isSeenAnew = after.seenLog.length > before.seenLog.length;
  return after.revision === before.revision && !isSeenAnew ? undefined : { id, type: 'DialogUpdated' };
}
