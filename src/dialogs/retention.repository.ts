import {
  and,
  asc,
  eq,
  gt,
  inArray,
  isNull,
  lt,
  not,
  or,
  type PgColumn,
  type PgTable,
  sql,
  type SQL,
} from '../database/drizzle.js';
import { batchSize } from '../database/batches.js';
import type { Queries } from '../database/database.js';
import {
  creationRequests,
  type DialogRow,
  dialogs,
  history,
  performedActions,
  transmissionOpenings,
} from '../database/schema.js';

/** As much of a dialog as says whether it may be cleaned. */
export type AgedDialog = Pick<
  DialogRow,
  'id' | 'serviceResource' | 'state' | 'goneAt' | 'version' | 'deliveredVersion' | 'changedAt'
>;

/**
 * Removes up to a batch of what is older than that, the oldest first: so it is read from the index, and not past all that
 * the batches before have removed. Rows that are in use are left for the next time.
 */
async function removeOlder(
  queries: Queries,
  table: PgTable,
  column: PgColumn,
  than: Date,
): Promise<{ isLast: boolean }> {
  const { rowCount } = await queries.execute(sql`
    DELETE FROM ${table} WHERE ctid = ANY(ARRAY(
      SELECT ctid FROM ${table} WHERE ${column} < ${than.toISOString()} ORDER BY ${column}
      LIMIT ${batchSize} FOR UPDATE SKIP LOCKED
    ))`);
  return { isLast: (rowCount ?? 0) < batchSize };
}

/** Forgets actions whose tokens can no longer be used. */
export function forgetPerformedActions(queries: Queries, now: Date): Promise<{ isLast: boolean }> {
  return removeOlder(queries, performedActions, performedActions.expiresAt, now);
}

/** Forgets which requests opened dialogs before that time. */
export function forgetCreationRequests(queries: Queries, before: Date): Promise<{ isLast: boolean }> {
  return removeOlder(queries, creationRequests, creationRequests.createdAt, before);
}

/** The next dialogs by id, of those whose id is before `end` and that have not been cleaned as they are. */
export function findAfter(queries: Queries, after: string, end: string, count: number): Promise<AgedDialog[]> {
  const { id, serviceResource, state, goneAt, version, deliveredVersion, changedAt } = dialogs;
  return queries
    .select({ id, serviceResource, state, goneAt, version, deliveredVersion, changedAt })
    .from(dialogs)
    .where(and(gt(id, after), lt(id, end), lt(dialogs.tidiedVersion, version)))
    .orderBy(asc(id))
    .limit(count);
}

/** Those of the dialogs that Dialogporten has as they are, and that have not changed since. */
function settled(ids: readonly string[], before: Date): SQL | undefined {
  return and(
    inArray(dialogs.id, [...ids]),
    lt(dialogs.changedAt, before),
    or(isNull(dialogs.goneAt), lt(dialogs.goneAt, before)),
    sql`${dialogs.deliveredVersion} >= ${dialogs.version}`,
  );
}

/** Removes those dialogs with all that belongs to them, unless they have changed meanwhile. */
export async function removeDialogs(queries: Queries, ids: readonly string[], before: Date): Promise<void> {
  await forgetOpenings(queries, ids, before);
  const hasEffects = sql`EXISTS (SELECT FROM effects WHERE effects.dialog_id = ${dialogs.id})`;
  await queries.delete(dialogs).where(and(settled(ids, before), not(hasEffects)));
}

/** Removes of those dialogs what only their delivery needed, unless they have changed meanwhile, and notes that it has. */
export async function removeTraces(queries: Queries, ids: readonly string[], before: Date): Promise<void> {
  // First, so that they are not changed until the rest is done.
  await queries.update(dialogs).set({ tidiedVersion: dialogs.version }).where(settled(ids, before));
  await forgetOpenings(queries, ids, before);
  const dialogIds = queries.select({ id: dialogs.id }).from(dialogs).where(settled(ids, before));
  const isActivity = eq(sql`${history.entry}->>'kind'`, 'activity');
  await queries.delete(history).where(and(inArray(history.dialogId, dialogIds), isActivity));
}

async function forgetOpenings(queries: Queries, ids: readonly string[], before: Date): Promise<void> {
  const transmissions = queries
    .select({ id: history.id })
    .from(history)
    .innerJoin(dialogs, eq(dialogs.id, history.dialogId))
    .where(settled(ids, before));
  await queries.delete(transmissionOpenings).where(inArray(transmissionOpenings.transmissionId, transmissions));
}
