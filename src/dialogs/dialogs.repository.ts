import { and, asc, count, eq, gt, isNotNull, lt, lte, min, sql } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { creationRequests, dialogs, history, performedActions, transmissionOpenings } from '../database/schema.js';
import type { Dialog, DialogTitle } from './dialog.js';
import type { HistoryEntry, RecordedEntry } from './history.js';
import type { Licence } from './licence.js';

/** A press of a button: by which token, for which action, and which version of the dialog it made. */
export interface PerformedAction {
  readonly tokenId: string;
  readonly action: string;
  readonly dialogId: string;
  readonly version: number;
  readonly expiresAt: Date;
}

/** A service owner's request that made a dialog. */
export interface CreationRequest {
  readonly clientId: string;
  readonly key: string;
  readonly bodyHash: string;
  readonly dialogId: string;
}

type DialogRow = typeof dialogs.$inferSelect;

function toDialog({ title, dueAt, externalReference, goneAt, revision, licence, ...row }: DialogRow): Dialog {
  return {
    ...row,
    licence: licence as Licence,
    ...(title !== null && { title: title as DialogTitle }),
    ...(dueAt !== null && { dueAt }),
    ...(externalReference !== null && { externalReference }),
    ...(goneAt !== null && { goneAt }),
    ...(revision !== null && { revision }),
  };
}

function toRecordedEntry({ id, version, entry, happenedAt }: typeof history.$inferSelect): RecordedEntry {
  return { id, version, entry: entry as HistoryEntry, happenedAt };
}

export async function findDialog(queries: Queries, id: string): Promise<Dialog | undefined> {
  const [row] = await queries.select().from(dialogs).where(eq(dialogs.id, id));
  return row && toDialog(row);
}

/** The dialog, held until the transaction ends: nobody else changes it meanwhile. */
export async function lockDialog(queries: Queries, id: string): Promise<Dialog | undefined> {
  const [row] = await queries.select().from(dialogs).where(eq(dialogs.id, id)).for('update');
  return row && toDialog(row);
}

/** @returns false when there is a dialog of that id already. */
export async function insertDialog(queries: Queries, dialog: Dialog): Promise<boolean> {
  const inserted = await queries
    .insert(dialogs)
    .values({ ...dialog, unpublishedSince: dialog.createdAt })
    .onConflictDoNothing()
    .returning({ id: dialogs.id });
  return inserted.length > 0;
}

export async function saveChange(
  queries: Queries,
  { id, licence, version, changedAt }: Pick<Dialog, 'id' | 'licence' | 'version' | 'changedAt'>,
  now: Date,
): Promise<void> {
  const unpublishedSince = sql`coalesce(${dialogs.unpublishedSince}, ${now.toISOString()})`;
  await queries.update(dialogs).set({ licence, version, changedAt, unpublishedSince }).where(eq(dialogs.id, id));
}

/** Notes what Dialogporten has now. An older version never replaces a newer one. */
export async function savePublished(
  queries: Queries,
  { id, version, revision }: { id: string; version: number; revision: string | undefined },
): Promise<void> {
  await queries
    .update(dialogs)
    .set({
      publishedVersion: version,
      revision: revision ?? null,
      unpublishedSince: sql`case when ${dialogs.version} > ${version} then ${dialogs.unpublishedSince} end`,
    })
    .where(and(eq(dialogs.id, id), lt(dialogs.publishedVersion, version)));
}

/** Notes that Dialogporten refused the dialog as it is now for good: waiting will not bring it there. */
export async function saveRefused(queries: Queries, id: string): Promise<void> {
  await queries
    .update(dialogs)
    .set({ refusedVersion: sql`${dialogs.version}`, unpublishedSince: null })
    .where(eq(dialogs.id, id));
}

/** Notes that Dialogporten no longer has the dialog. */
export async function saveGone(queries: Queries, id: string, goneAt: Date): Promise<void> {
  await queries.update(dialogs).set({ goneAt, unpublishedSince: null }).where(eq(dialogs.id, id));
}

/** What Dialogporten does not have yet: how many dialogs, and since when the one that has waited longest. */
export async function findBacklog(queries: Queries): Promise<{ waiting: number; oldest?: Date }> {
  const [row] = await queries
    .select({ waiting: count(), oldest: min(dialogs.unpublishedSince) })
    .from(dialogs)
    .where(isNotNull(dialogs.unpublishedSince));
  return { waiting: row?.waiting ?? 0, ...(row?.oldest && { oldest: row.oldest }) };
}

export async function appendHistory(
  queries: Queries,
  dialogId: string,
  entries: readonly RecordedEntry[],
): Promise<void> {
  await queries.insert(history).values(entries.map((entry) => ({ ...entry, dialogId })));
}

/** What happened to a dialog after version `after` and until version `until`, oldest first. */
export async function findHistory(
  queries: Queries,
  dialogId: string,
  { after, until }: { after: number; until: number },
): Promise<RecordedEntry[]> {
  const rows = await queries
    .select()
    .from(history)
    .where(and(eq(history.dialogId, dialogId), gt(history.version, after), lte(history.version, until)))
    .orderBy(asc(history.version), asc(history.id));
  return rows.map(toRecordedEntry);
}

/** One entry of a dialog's history. */
export async function findEntry(queries: Queries, dialogId: string, id: string): Promise<RecordedEntry | undefined> {
  const [row] = await queries
    .select()
    .from(history)
    .where(and(eq(history.id, id), eq(history.dialogId, dialogId)));
  return row && toRecordedEntry(row);
}

/** @returns whether this is the first time that the actor opens the transmission. */
export async function recordOpening(queries: Queries, transmissionId: string, actorId: string): Promise<boolean> {
  const inserted = await queries
    .insert(transmissionOpenings)
    .values({ transmissionId, actorId })
    .onConflictDoNothing()
    .returning();
  return inserted.length > 0;
}

export async function findPerformedAction(
  queries: Queries,
  tokenId: string,
  action: string,
): Promise<PerformedAction | undefined> {
  const [row] = await queries
    .select()
    .from(performedActions)
    .where(and(eq(performedActions.tokenId, tokenId), eq(performedActions.action, action)));
  return row;
}

export async function recordPerformedAction(queries: Queries, performed: PerformedAction): Promise<void> {
  await queries.insert(performedActions).values(performed);
}

/** Forgets the presses whose tokens can no longer be used. */
export async function forgetPerformedActions(queries: Queries, now: Date): Promise<void> {
  await queries.delete(performedActions).where(lt(performedActions.expiresAt, now));
}

/** @returns the earlier request with the same key, if this one is not the first. */
export async function recordCreationRequest(
  queries: Queries,
  request: CreationRequest,
): Promise<CreationRequest | undefined> {
  const inserted = await queries.insert(creationRequests).values(request).onConflictDoNothing().returning();
  if (inserted.length > 0) return undefined;
  const [earlier] = await queries
    .select()
    .from(creationRequests)
    .where(and(eq(creationRequests.clientId, request.clientId), eq(creationRequests.key, request.key)));
  return earlier;
}
