import { and, asc, count, eq, gt, isNotNull, lt, lte, min, sql } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { type DialogRow, dialogs, history, type HistoryRow } from '../database/schema.js';

export async function findDialogRow(queries: Queries, id: string): Promise<DialogRow | undefined> {
  const [row] = await queries.select().from(dialogs).where(eq(dialogs.id, id));
  return row;
}

/** Notes what Dialogporten has now. An older version never replaces a newer one. */
export async function saveDelivered(
  queries: Queries,
  { id, version, revision }: { id: string; version: number; revision: string | undefined },
): Promise<void> {
  await queries
    .update(dialogs)
    .set({
      deliveredVersion: version,
      revision: revision ?? null,
      undeliveredSince: sql`case when ${dialogs.version} > ${version} then ${dialogs.undeliveredSince} end`,
    })
    .where(and(eq(dialogs.id, id), lt(dialogs.deliveredVersion, version)));
}

/** Notes that Dialogporten rejected the dialog as it is now: waiting will not bring it there. */
export async function saveRejected(queries: Queries, id: string): Promise<void> {
  await queries
    .update(dialogs)
    .set({ rejectedVersion: sql`${dialogs.version}`, undeliveredSince: null })
    .where(eq(dialogs.id, id));
}

/** Notes that Dialogporten no longer has the dialog. */
export async function saveGone(queries: Queries, id: string, goneAt: Date): Promise<void> {
  await queries.update(dialogs).set({ goneAt, undeliveredSince: null }).where(eq(dialogs.id, id));
}

/** What Dialogporten does not have yet: how many dialogs, and since when the one that has waited longest. */
export async function findBacklog(queries: Queries): Promise<{ waiting: number; oldest?: Date }> {
  const [row] = await queries
    .select({ waiting: count(), oldest: min(dialogs.undeliveredSince) })
    .from(dialogs)
    .where(isNotNull(dialogs.undeliveredSince));
  return { waiting: row?.waiting ?? 0, ...(row?.oldest && { oldest: row.oldest }) };
}

/** What happened to a dialog after version `after` and until version `until`, oldest first. */
export async function findHistory(
  queries: Queries,
  dialogId: string,
  { after, until }: { after: number; until: number },
): Promise<HistoryRow[]> {
  return queries
    .select()
    .from(history)
    .where(and(eq(history.dialogId, dialogId), gt(history.version, after), lte(history.version, until)))
    .orderBy(asc(history.version), asc(history.id));
}
