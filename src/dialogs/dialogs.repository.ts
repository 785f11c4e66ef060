import { and, eq, or, type Placeholder, sql } from '../database/drizzle.js';
import type { Queries } from '../database/database.js';
import { normalPartyUrn } from 'nestjs-dialog-token';
import { dialogById, leased } from '../delivery/outbox.js';
import type { PendingChange } from '../delivery/pending-changes.js';
import type { Ours } from '../delivery/projections.js';
import { preparedQuery, preparedStatement } from '../database/prepared.js';
import { type DialogRow, dialogs, history, type HistoryRow, transmissionOpenings } from '../database/schema.js';
import type { DeliveryState, Dialog, DialogTitle, ShownDialog, Stored, StoredDialog } from './dialog.js';
import { type HistoryEntry, type RecordedEntry, withCorrections } from './history.js';
import type { IdempotencyRecord } from './idempotency.js';

/** Rows that are stored together when a dialog has changed. */
export interface SavedChange {
  readonly dialog: Dialog;
  readonly newEntries: readonly RecordedEntry[];
  readonly ours: Ours;
  readonly pending: readonly PendingChange[];
  readonly record?: IdempotencyRecord | undefined;
}

/** A dialog as it is stored; whether its state is one of its definition's is for the reader to check. */
export function toDialog(row: DialogRow): StoredDialog {
  const { id, party, serviceResource, state, version, deliveredVersion, rejectedVersions, createdAt, changedAt } = row;
  const { title, dueAt, externalReference, goneAt, revision, others, owner, ours, pending, attempts, tidiedVersion } =
    row;
  return {
    id,
    // Before there was one spelling, a dialog was stored with the one that it was opened with.
    party: normalPartyUrn(party),
    serviceResource,
    state,
    version,
    deliveredVersion,
    rejectedVersions,
    createdAt,
    changedAt,
    delivery: deliveryStateOf(row),
    attempts,
    isTidied: tidiedVersion > 0,
    ...(title !== null && { title: title as DialogTitle }),
    ...(dueAt !== null && { dueAt }),
    ...(externalReference !== null && { externalReference }),
    ...(goneAt !== null && { goneAt }),
    ...(revision !== null && { revision }),
    ...(others !== null && { others }),
    ...(owner !== null && { owner }),
    ...(ours !== null && { ours: ours as Ours }),
    ...(pending !== null && { pending }),
  };
}

function deliveryStateOf({ version, deliveredVersion, rejectedVersion, ...row }: DialogRow): DeliveryState {
  const { goneAt, rejectedAt, rejectedReason, undeliveredSince, changedAt, attempts, lastFailure } = row;
  if (goneAt !== null) return { status: 'gone', since: goneAt };
  if (deliveredVersion >= version) return { status: 'delivered' };
  // While a newer version is being tried, the rejected one is an older version.
  if (rejectedAt !== null && rejectedVersion === version)
    return { status: 'rejected', since: rejectedAt, reason: rejectedReason ?? '' };
  return {
    status: 'waiting',
    since: undeliveredSince ?? changedAt,
    failedAttempts: attempts,
    ...(lastFailure !== null && { reason: lastFailure }),
  };
}

/** An entry as it is stored. */
export function toRecordedEntry({ id, version, entry, happenedAt }: HistoryRow): RecordedEntry {
  return { id, version, entry: entry as HistoryEntry, happenedAt };
}

export async function findDialog(queries: Queries, id: string): Promise<StoredDialog | undefined> {
  const [row] = await dialogById(queries, { id });
  return row && toDialog(row);
}

type Nullable = 'title' | 'dueAt' | 'externalReference' | 'goneAt' | 'ours';
type ShownRow = Omit<Stored<ShownDialog>, Nullable> & {
  readonly [Column in Nullable]: NonNullable<ShownDialog[Column]> | null;
};

type Writable<Shown> = { -readonly [Name in keyof Shown]: Shown[Name] };

const shownDialogById = preparedStatement<{ id: string }, ShownRow>(
  'shown_dialog_by_id',
  ({ id }) => sql`
    SELECT id, party, service_resource AS "serviceResource", title, due_at AS "dueAt",
      external_reference AS "externalReference", state, version, delivered_version AS "deliveredVersion",
      gone_at AS "goneAt", ours
    FROM dialogs WHERE id = ${id}`,
);

/** A dialog to be shown. */
export async function findShownDialog(queries: Queries, id: string): Promise<Stored<ShownDialog> | undefined> {
  const [row] = await shownDialogById(queries, { id });
  if (row === undefined) return undefined;
  const { serviceResource, state, version, deliveredVersion, title, dueAt, externalReference, goneAt, ours } = row;
  const party = normalPartyUrn(row.party);
  const shown: Writable<Stored<ShownDialog>> = { id, party, serviceResource, state, version, deliveredVersion };
  if (title !== null) shown.title = title;
  if (dueAt !== null) shown.dueAt = dueAt;
  if (externalReference !== null) shown.externalReference = externalReference;
  if (goneAt !== null) shown.goneAt = goneAt;
  if (ours !== null) shown.ours = ours;
  return shown;
}

const lockedDialogById = preparedQuery<{ id: string }, DialogRow[]>('locked_dialog_by_id', (queries, { id }) =>
  queries.select().from(dialogs).where(eq(dialogs.id, id)).for('update'),
);

/** The dialog, held until the transaction ends: no other transaction changes it meanwhile. */
export async function lockDialog(queries: Queries, id: string): Promise<StoredDialog | undefined> {
  const [row] = await lockedDialogById(queries, { id });
  return row && toDialog(row);
}

const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
const time = (date: Date | undefined) => date?.toISOString() ?? null;

function jsonOf(entries: readonly RecordedEntry[]): string {
  return JSON.stringify(entries.map(({ id, entry, happenedAt: at }) => ({ id, entry, at })));
}

function entriesIn(rows: string | Placeholder) {
  return sql`jsonb_to_recordset(${rows}::jsonb) AS entries (id uuid, entry jsonb, at timestamptz)`;
}

/**
 * Stores a new dialog with its history, to be delivered.
 *
 * @returns false when there is a dialog of that id already.
 */
export async function insertDialog(
  queries: Queries,
  { dialog, newEntries, ours, pending }: SavedChange,
): Promise<boolean> {
  const { id, party, serviceResource, title, dueAt, externalReference, owner, state, version, createdAt } = dialog;
  const { rows } = await queries.execute<{ inserted: boolean }>(sql`
    WITH inserted AS (
      INSERT INTO dialogs (id, party, service_resource, title, due_at, external_reference, owner, state, version,
        created_at, changed_at, undelivered_since, next_attempt_at, ours, pending)
      VALUES (${id}, ${party}, ${serviceResource}, ${json(title)}::jsonb, ${time(dueAt)}::timestamptz,
        ${externalReference ?? null}, ${owner ?? null}, ${json(state)}::jsonb, ${version},
        ${time(createdAt)}::timestamptz, ${time(createdAt)}::timestamptz, now(), ${leased},
        ${json(ours)}::jsonb, ${json(pending)}::jsonb)
      ON CONFLICT DO NOTHING
      RETURNING id
    ), remembered AS (
      INSERT INTO dialog_history (id, dialog_id, version, entry, happened_at)
      SELECT entries.id, inserted.id, ${version}::int, entries.entry, entries.at
      FROM inserted, ${entriesIn(jsonOf(newEntries))}
    )
    SELECT EXISTS (SELECT FROM inserted) AS inserted`);
  return rows[0]?.inserted === true;
}

interface ChangeValues {
  readonly id: string;
  readonly state: string | null;
  readonly version: number;
  readonly changedAt: string | null;
  readonly ours: string | null;
  readonly pending: string | null;
  readonly entries: string | null;
  readonly requester: string | undefined;
  readonly request: string | undefined;
  readonly bodyHash: string | undefined;
  readonly expiresAt: string | null;
}

const changeDialog = preparedStatement<ChangeValues, never>(
  'change_dialog',
  ({ id, state, version, changedAt, ours, pending, entries, requester, request, bodyHash, expiresAt }) => sql`
    WITH changed AS (
      UPDATE dialogs SET state = ${state}, version = ${version}, changed_at = ${changedAt}, ours = ${ours},
        pending = ${pending}, undelivered_since = coalesce(undelivered_since, now()), next_attempt_at = ${leased}
      WHERE id = ${id}
    ), remembered AS (
      INSERT INTO dialog_history (id, dialog_id, version, entry, happened_at)
      SELECT entries.id, ${id}::uuid, ${version}::int, entries.entry, entries.at FROM ${entriesIn(entries)}
    )
    INSERT INTO performed_actions (requester, dialog_id, request, body_hash, version, expires_at)
    SELECT ${requester}, ${id}::uuid, ${request}, ${bodyHash}, ${version}::int, ${expiresAt}::timestamptz
    WHERE ${requester}::text IS NOT NULL`,
);

/** The request was performed before: nothing of what its transaction has done is committed. */
export class RepeatedRequest extends Error {}

/**
 * Stores a change of a dialog that is locked, in one statement: its new state, its entries in the history, its idempotency record,
 * and that it is to be delivered.
 *
 * @throws {RepeatedRequest} when the same request was performed before.
 */
export async function saveChange(
  queries: Queries,
  { dialog: { id, state, version, changedAt }, newEntries, ours, pending, record }: SavedChange,
): Promise<void> {
  try {
    await changeDialog(queries, {
      id,
      state: json(state),
      version,
      changedAt: time(changedAt),
      ours: json(ours),
      pending: json(pending),
      entries: jsonOf(newEntries),
      requester: record?.requester,
      request: record?.request,
      bodyHash: record?.bodyHash,
      expiresAt: time(record?.expiresAt),
    });
  } catch (error) {
    const { constraint } = error as { constraint?: unknown };
    throw constraint === 'performed_actions_pkey' ? new RepeatedRequest() : error;
  }
}

const entryById = preparedQuery<{ id: string; dialogId: string }, HistoryRow[]>(
  'entry_by_id',
  (queries, { id, dialogId }) =>
    queries
      .select()
      .from(history)
      .where(and(eq(history.dialogId, dialogId), or(eq(history.id, id), sql`${history.entry} ->> 'corrects' = ${id}`)))
      .orderBy(history.version),
);

/** One entry of a dialog's history, as its corrections have left it. */
export async function findEntry(queries: Queries, dialogId: string, id: string): Promise<RecordedEntry | undefined> {
  const rows = await entryById(queries, { id, dialogId });
  return withCorrections(rows.map(toRecordedEntry)).find((entry) => entry.id === id);
}

/** The transmissions of a dialog as their corrections have left them, the newest first. */
export async function findTransmissions(queries: Queries, dialogId: string): Promise<readonly RecordedEntry[]> {
  const rows = await queries
    .select()
    .from(history)
    .where(and(eq(history.dialogId, dialogId), sql`${history.entry} ->> 'kind' <> 'activity'`))
    .orderBy(history.version, history.id);
  return withCorrections(rows.map(toRecordedEntry)).toReversed();
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
