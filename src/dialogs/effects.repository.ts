import { and, eq, inArray, sql } from '../database/drizzle.js';
import type { Queries } from '../database/database.js';
import { effects } from '../database/schema.js';
import type { Cancellation, Effect } from './effect.js';

/** An effect with the id that it is stored by. */
export interface StoredEffect {
  readonly id: string;
  readonly effect: Effect;
}

/** Stores the effects of a change, after those of earlier changes that it cancels are gone. */
export async function saveEffects(
  queries: Queries,
  { dialogId, version }: { readonly dialogId: string; readonly version: number },
  asked: readonly (StoredEffect | Cancellation)[],
): Promise<void> {
  if (asked.length === 0) return;
  const cancelled = asked.flatMap((each) => ('cancel' in each ? [each.cancel] : []));
  const added = asked.filter((each): each is StoredEffect => 'effect' in each);
  await Promise.all([
    ...(cancelled.length === 0
      ? []
      : [queries.delete(effects).where(and(eq(effects.dialogId, dialogId), inArray(effects.name, cancelled)))]),
    ...(added.length === 0
      ? []
      : [
          queries.insert(effects).values(
            added.map(({ id, effect: { name, payload, notBefore } }) => ({
              id,
              dialogId,
              version,
              name,
              payload,
              nextAttemptAt: sql`greatest(now(), ${notBefore?.toISOString() ?? null}::timestamptz)`,
            })),
          ),
        ]),
  ]);
}

/** Whether the effect is still to be made; it is held until the transaction ends. */
export async function hasEffect(queries: Queries, id: string): Promise<boolean> {
  const found = await queries.select({ id: effects.id }).from(effects).where(eq(effects.id, id)).for('update');
  return found.length > 0;
}

export async function removeEffect(queries: Queries, id: string): Promise<void> {
  await queries.delete(effects).where(eq(effects.id, id));
}
