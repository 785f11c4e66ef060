import { and, eq } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { dialogs } from '../database/schema.js';
import type { EventTarget } from '../dialogs/event.js';

/** The ids of the dialogs of a kind that an event may be for: no more than two, since it is for one. */
export async function findTargets(queries: Queries, serviceResource: string, target: EventTarget): Promise<string[]> {
  const isTarget = 'id' in target ? eq(dialogs.id, target.id) : eq(dialogs.externalReference, target.externalReference);
  const found = await queries
    .select({ id: dialogs.id })
    .from(dialogs)
    .where(and(isTarget, eq(dialogs.serviceResource, serviceResource)))
    .limit(2);
  return found.map(({ id }) => id);
}
