import { Injectable } from '@nestjs/common';
import { sql } from '../database/drizzle.js';
import { batchSize, inBatches } from '../database/batches.js';
import { Database, type Queries } from '../database/database.js';

/** A selection of dialogs to show anew: all, those of one kind, or one. */
export interface RepublishingFilter {
  readonly serviceResource?: string | undefined;
  readonly dialogId?: string | undefined;
}

/** How dialogs are shown anew. */
interface RepublishingOptions {
  /** How many become due in a second: fewer than Dialogporten takes, so that new changes find room. */
  readonly perSecond: number;
  /** Where an earlier run stopped: dialogs up to this id are left out. */
  readonly after?: string | undefined;
  /** When it is aborted, no further batch is begun. */
  readonly stopping?: AbortSignal;
  /** Told after each batch how many dialogs are due so far, and up to which id. */
  readonly onProgress?: (marked: number, after: string) => void;
}

/** Upper bound of the seconds over which a batch becomes due: beyond fifteen minutes a due time counts as a wrong clock's. */
const longestBatchSeconds = 300;

const firstId = '00000000-0000-0000-0000-000000000000';

/**
 * Has dialogs shown anew in Dialogporten that it has already: after our address, a route or a text has changed. It is silent,
 * and made by the service's own deliveries, in the lane of dialogs that have failed before: new changes come first.
 *
 * Dialogs that Dialogporten has deleted or rejected are left as they are.
 */
@Injectable()
export class Republishing {
  constructor(private readonly database: Database) {}

  /** @returns how many dialogs are shown anew, and the id of the last one that was looked at. */
  async mark(
    filter: RepublishingFilter,
    {
      perSecond,
      after: from = firstId,
      stopping = new AbortController().signal,
      onProgress = () => undefined,
    }: RepublishingOptions,
  ): Promise<{ readonly marked: number; readonly after: string }> {
    let [marked, after] = [0, from];
    await inBatches(stopping, async () => {
      const batch = await this.database.run((queries) => markBatch(queries, filter, { after, perSecond }));
      marked += batch.marked;
      after = batch.last ?? after;
      onProgress(marked, after);
      return { isLast: batch.last === undefined, pauseMs: (batch.marked / perSecond) * 1000 };
    });
    return { marked, after };
  }
}

/** Looks at the next dialogs in the order of their ids, so that a batch costs the same for any filter. */
async function markBatch(
  queries: Queries,
  { serviceResource, dialogId }: RepublishingFilter,
  { after, perSecond }: { readonly after: string; readonly perSecond: number },
): Promise<{ readonly marked: number; readonly last: string | undefined }> {
  const [kind, one] = [serviceResource ?? null, dialogId ?? null];
  const { rows } = await queries.execute<{ marked: number; last: string | null }>(sql`
    WITH looked AS MATERIALIZED (
      SELECT id, service_resource FROM dialogs
      WHERE id > ${after}::uuid AND (${one}::uuid IS NULL OR id = ${one}::uuid)
      ORDER BY id LIMIT ${Math.min(batchSize, Math.ceil(perSecond * longestBatchSeconds))}
    ), chosen AS MATERIALIZED (
      SELECT dialogs.id, row_number() OVER (ORDER BY dialogs.id) AS place
      FROM dialogs JOIN looked USING (id)
      WHERE (${kind}::text IS NULL OR looked.service_resource = ${kind}::text)
        AND delivered_version > 0 AND gone_at IS NULL AND rejected_at IS NULL
    ), marked AS (
      UPDATE dialogs SET
        republish = true,
        attempts = CASE WHEN next_attempt_at IS NULL THEN 1 ELSE attempts END,
        next_attempt_at = coalesce(
          next_attempt_at, now() + make_interval(secs => (chosen.place - 1)::float8 / ${perSecond}::float8))
      FROM chosen WHERE dialogs.id = chosen.id
      RETURNING dialogs.id
    )
    SELECT (SELECT count(*) FROM marked)::int AS marked, (SELECT max(id::text) FROM looked) AS last`);
  const { marked = 0, last = null } = rows[0] ?? {};
  return { marked, last: last ?? undefined };
}
