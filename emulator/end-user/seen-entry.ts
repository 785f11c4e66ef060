import type { SeenEntry } from '../dialogs/dialog.js';
import { shownActor } from './shown-actor.js';

/** One line of who has seen a dialog, as end users get it. */
export function seenEntryView({ id, seenAt, seenBy }: SeenEntry, viewer: string): object {
  return {
    id,
    seenAt,
    seenBy: shownActor(seenBy),
    isViaServiceOwner: false,
    isCurrentEndUser: seenBy.actorId === viewer,
  };
}
