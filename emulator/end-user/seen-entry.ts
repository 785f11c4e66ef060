import type { SeenEntry } from '../model/dialog.js';
import { shownActor } from './shown-actor.js';

/** One line of who has seen a dialog, as end users get it. */
export function seenEntryView({ id, seenAt, seenBy, isViaServiceOwner = false }: SeenEntry, viewer: string): object {
  return {
    id,
    seenAt,
    seenBy: shownActor(seenBy),
    isViaServiceOwner,
    isCurrentEndUser: seenBy.actorId === viewer,
  };
}
