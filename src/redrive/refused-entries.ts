import { Injectable } from '@nestjs/common';
import { sql } from '../database/drizzle.js';
import { batchSize, inBatches } from '../database/batches.js';
import { Database, type Queries } from '../database/database.js';
import type { RedrivingOptions } from './dead-letters.js';

/** An entry of a dialog's history that Dialogporten refused, while it took the change that the entry came with. */
interface RefusedEntry {
  readonly entryId: string;
  readonly dialogId: string;
  readonly reason: string;
  readonly refusedAt: Date;
}

/** A selection of refused entries: all, those of one dialog, one, or those that were refused for one reason. */
interface RefusedEntryFilter {
  readonly dialogId?: string | undefined;
  readonly entryId?: string | undefined;
  readonly reason?: string | undefined;
}

/** The entries that are set aside because Dialogporten refused them, or no replica could read them. */
@Injectable()
export class RefusedEntries {
  constructor(private readonly database: Database) {}

  /** Those first that have lain longest. */
  async list(filter: RefusedEntryFilter, most: number): Promise<readonly RefusedEntry[]> {
    const { rows } = await this.database.run((queries) =>
      queries.execute<{ id: string; dialogId: string; reason: string | null; refusedAt: string }>(sql`
        SELECT id, dialog_id AS "dialogId", refused_reason AS reason, refused_at AS "refusedAt" FROM dialog_history
        WHERE ${isRefused(filter)} ORDER BY refused_at LIMIT ${most}`),
    );
    return rows.map(({ id, dialogId, reason, refusedAt }) => ({
      entryId: id,
      dialogId,
      reason: reason ?? '',
      refusedAt: new Date(refusedAt),
    }));
  }

  /**
   * Has entries sent to Dialogporten once more, those of dialogs that it has and that are no dead letters. They are sent in the lane of dialogs that
   * have failed before.
   *
   * @returns how many.
   */
  async redrive(
    filter: RefusedEntryFilter,
    { perSecond, stopping = new AbortController().signal, onProgress = () => undefined }: RedrivingOptions,
  ): Promise<number> {
    const until = await this.database.run(now);
    const most = Math.min(batchSize, perSecond);
    let redriven = 0;
    await inBatches(stopping, async () => {
      const batch = await this.database.run((queries) => redriveBatch(queries, filter, { until, most }));
      redriven += batch;
      onProgress(redriven);
      return { isLast: batch < most, pauseMs: (batch / perSecond) * 1000 };
    });
    return redriven;
  }

  /**
   * Forgets entries for good, those whose change Dialogporten has: they will never be in the dialog's history there.
   *
   * @returns how many.
   */
  async drop(filter: RefusedEntryFilter, stopping = new AbortController().signal): Promise<number> {
    let dropped = 0;
    await inBatches(stopping, async () => {
      const { rowCount } = await this.database.run((queries) =>
        queries.execute(sql`
          DELETE FROM dialog_history WHERE id = ANY(ARRAY(
            SELECT dialog_history.id FROM dialog_history JOIN dialogs ON dialogs.id = dialog_id
            WHERE ${isRefused(filter)} AND dialog_history.version <= delivered_version
            ORDER BY refused_at LIMIT ${batchSize}))`),
      );
      dropped += rowCount ?? 0;
      return { isLast: (rowCount ?? 0) < batchSize };
    });
    return dropped;
  }
}

function isRefused({ dialogId, entryId, reason }: RefusedEntryFilter) {
  return sql.join(
    [
      sql`refused_at IS NOT NULL`,
      ...(dialogId === undefined ? [] : [sql`dialog_id = ${dialogId}::uuid`]),
      ...(entryId === undefined ? [] : [sql`dialog_history.id = ${entryId}::uuid`]),
      ...(reason === undefined ? [] : [sql`refused_reason = ${reason}`]),
    ],
    sql` AND `,
  );
}

/** The database's time: an entry that is refused again meanwhile comes after it. */
async function now(queries: Queries): Promise<string> {
  const { rows } = await queries.execute<{ now: string }>(sql`SELECT now()::text AS now`);
  return rows[0]!.now;
}

/** The dialogs are compared with Dialogporten's, as if they were to be shown anew: entries missing there are sent. */
async function redriveBatch(
  queries: Queries,
  filter: RefusedEntryFilter,
  { until, most }: { readonly until: string; readonly most: number },
): Promise<number> {
  const { rows } = await queries.execute<{ redriven: number }>(sql`
    WITH chosen AS MATERIALIZED (
      SELECT dialog_history.id, dialog_id FROM dialog_history JOIN dialogs ON dialogs.id = dialog_id
      WHERE ${isRefused(filter)} AND refused_at <= ${until}::timestamptz AND gone_at IS NULL AND rejected_at IS NULL
      ORDER BY refused_at LIMIT ${most} FOR UPDATE
    ), taken_up AS (
      UPDATE dialog_history SET refused_at = NULL, refused_reason = NULL
      FROM chosen WHERE dialog_history.id = chosen.id
      RETURNING dialog_history.id
    ), due AS (
      UPDATE dialogs SET
        republish = true,
        attempts = CASE WHEN next_attempt_at IS NULL THEN 1 ELSE attempts END,
        next_attempt_at = coalesce(next_attempt_at, now())
      WHERE id IN (SELECT dialog_id FROM chosen) AND delivered_version > 0
    )
    SELECT count(*)::int AS redriven FROM taken_up`);
  return rows[0]?.redriven ?? 0;
}
