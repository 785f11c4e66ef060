import { createHmac, randomBytes } from 'node:crypto';
import type { Actor } from '../model/dialog.js';
import { isPerson } from '../validation/identifiers.js';

/** Of this process only: the same person is called the same while it runs, and numbers cannot be tried out. */
const salt = randomBytes(16);

/** An actor as end users get to see them: persons by their name, and a hash in the place of their number. */
export function shownActor(actor: Actor): Actor {
  if (actor.actorId === undefined || !isPerson(actor.actorId)) return actor;
  const hash = createHmac('sha256', salt).update(actor.actorId).digest('hex').slice(0, 10);
  return { ...actor, actorId: `urn:altinn:person:identifier-ephemeral:${hash}` };
}
