import { and, eq, lt, sql } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import {
  creationRequests,
  type DialogRow,
  dialogs,
  history,
  type HistoryRow,
  performedActions,
  transmissionOpenings,
} from '../database/schema.js';
import type { Dialog, DialogTitle } from './dialog.js';
import type { HistoryEntry, RecordedEntry } from './history.js';

/** An action that was performed: by which token, for which action, and which version of the dialog it made. */
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

/** A dialog as it is stored; whether its state is one of its definition's is for the reader to check. */
export function toDialog({ title, dueAt, externalReference, goneAt, revision, ...row }: DialogRow): Dialog {
  return {
    ...row,
    ...(title !== null && { title: title as DialogTitle }),
    ...(dueAt !== null && { dueAt }),
    ...(externalReference !== null && { externalReference }),
    ...(goneAt !== null && { goneAt }),
    ...(revision !== null && { revision }),
  };
}

/** An entry as it is stored. */
export function toRecordedEntry({ id, version, entry, happenedAt }: HistoryRow): RecordedEntry {
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
    .values({ ...dialog, undeliveredSince: dialog.createdAt })
    .onConflictDoNothing()
    .returning({ id: dialogs.id });
  return inserted.length > 0;
}

export async function saveChange(
  queries: Queries,
  { id, state, version, changedAt }: Pick<Dialog, 'id' | 'state' | 'version' | 'changedAt'>,
  now: Date,
): Promise<void> {
  const undeliveredSince = sql`coalesce(${dialogs.undeliveredSince}, ${now.toISOString()})`;
  await queries.update(dialogs).set({ state, version, changedAt, undeliveredSince }).where(eq(dialogs.id, id));
}

export async function appendHistory(
  queries: Queries,
  dialogId: string,
  entries: readonly RecordedEntry[],
): Promise<void> {
  await queries.insert(history).values(entries.map((entry) => ({ ...entry, dialogId })));
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

/** Forgets the actions whose tokens can no longer be used. */
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
