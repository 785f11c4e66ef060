import { Injectable } from '@nestjs/common';
import { and, asc, count, desc, eq, isNotNull, lte, sql } from '../database/drizzle.js';
import { batchSize, inBatches } from '../database/batches.js';
import { Database, type Queries } from '../database/database.js';
import { dialogs } from '../database/schema.js';
import { notRejected } from '../delivery/outbox.js';

/** A dialog whose newest change Dialogporten rejected, kept until a later delivery or a person settles it. */
interface DeadLetter {
  readonly dialogId: string;
  readonly version: number;
  readonly reason: string;
  readonly rejectedAt: Date;
}

/** A selection of dead letters: all, those of one dialog, or those that were rejected for one reason. */
interface DeadLetterFilter {
  readonly dialogId?: string | undefined;
  readonly reason?: string | undefined;
}

/** How dead letters are tried again. */
export interface RedrivingOptions {
  /** How many become due in a second: fewer than Dialogporten takes. */
  readonly perSecond: number;
  /** When it is aborted, no further batch is begun. */
  readonly stopping?: AbortSignal;
  /** Told after each batch how many dialogs are due so far. */
  readonly onProgress?: (redriven: number) => void;
}

/** Dead letters are counted and read up to here, the oldest first: more would hold up the database. */
export const mostLettersCounted = 5_000;

/** How many seconds' worth of dead letters become due together. */
const secondsAtATime = 10;

/** Dialogs that an operator has to see to: those that Dialogporten rejected, and those that it no longer has. */
@Injectable()
export class DeadLetters {
  constructor(private readonly database: Database) {}

  /** How many there are, up to {@link mostLettersCounted}. */
  async count(): Promise<number> {
    const [row] = await this.database.run((queries) => {
      // Of the index's own column, so that no row has to be read.
      const { rejectedAt } = dialogs;
      const letters = queries.select({ rejectedAt }).from(dialogs).where(isNotNull(rejectedAt));
      return queries
        .select({ count: count() })
        .from(letters.orderBy(asc(rejectedAt)).limit(mostLettersCounted).as('letters'));
    });
    return row?.count ?? 0;
  }

  /** How many of the {@link mostLettersCounted} oldest there are for each reason, the most frequent reason first. */
  async byReason(): Promise<readonly { readonly reason: string; readonly count: number }[]> {
    const rows = await this.database.run((queries) => {
      const letters = oldest(queries);
      const { reason } = letters;
      return queries
        .select({ reason, count: count() })
        .from(letters)
        .groupBy(reason)
        .orderBy(desc(count()), asc(reason));
    });
    return rows.map((row) => ({ reason: row.reason ?? '', count: row.count }));
  }

  /** Those of the {@link mostLettersCounted} oldest first that have lain longest; all of them, or those of one reason. */
  async list({ reason }: Pick<DeadLetterFilter, 'reason'>, most: number): Promise<readonly DeadLetter[]> {
    const rows = await this.database.run((queries) => {
      const letters = oldest(queries);
      const isAsked = reason === undefined ? undefined : eq(letters.reason, reason);
      return queries.select().from(letters).where(isAsked).orderBy(asc(letters.rejectedAt)).limit(most);
    });
    return rows.map(({ dialogId, version, reason: why, rejectedAt }) => ({
      dialogId,
      version,
      reason: why ?? '',
      rejectedAt: rejectedAt!,
    }));
  }

  /**
   * Has dead letters tried again, once what was wrong has been mended: those that there are now, the oldest first. They are
   * delivered in the lane of dialogs that have failed before, so new changes come first.
   *
   * @returns how many.
   */
  async redrive(
    filter: DeadLetterFilter,
    { perSecond, stopping = new AbortController().signal, onProgress = () => undefined }: RedrivingOptions,
  ): Promise<number> {
    const most = Math.min(batchSize, Math.ceil(perSecond * secondsAtATime));
    const until = await this.database.run(newestRejection);
    let redriven = 0;
    await inBatches(stopping, async () => {
      const batch = await this.database.run((queries) => redriveBatch(queries, filter, { until, most }));
      redriven += batch;
      onProgress(redriven);
      return { isLast: batch < most, pauseMs: (batch / perSecond) * 1000 };
    });
    return redriven;
  }
}

function isDeadLetter({ dialogId, reason }: DeadLetterFilter) {
  return and(
    isNotNull(dialogs.rejectedAt),
    dialogId === undefined ? undefined : eq(dialogs.id, dialogId),
    reason === undefined ? undefined : eq(dialogs.rejectedReason, reason),
  );
}

/** In order, so that they are read from the index however many there are. */
function oldest(queries: Queries) {
  return queries
    .select({
      dialogId: dialogs.id,
      version: dialogs.rejectedVersion,
      reason: dialogs.rejectedReason,
      rejectedAt: dialogs.rejectedAt,
    })
    .from(dialogs)
    .where(isNotNull(dialogs.rejectedAt))
    .orderBy(asc(dialogs.rejectedAt))
    .limit(mostLettersCounted)
    .as('oldest');
}

/** When the newest dead letter was rejected: changes that are rejected again meanwhile come after it. */
async function newestRejection(queries: Queries): Promise<Date> {
  const [row] = await queries
    .select({ rejectedAt: dialogs.rejectedAt })
    .from(dialogs)
    .where(isNotNull(dialogs.rejectedAt))
    .orderBy(desc(dialogs.rejectedAt))
    .limit(1);
  return row?.rejectedAt ?? new Date(0);
}

async function redriveBatch(
  queries: Queries,
  filter: DeadLetterFilter,
  { until, most }: { readonly until: Date; readonly most: number },
): Promise<number> {
  const next = queries
    .select({ id: dialogs.id })
    .from(dialogs)
    .where(and(isDeadLetter(filter), lte(dialogs.rejectedAt, until)))
    .orderBy(asc(dialogs.rejectedAt))
    .limit(most)
    .for('update');
  const redriven = await queries
    .update(dialogs)
    .set({
      ...notRejected,
      attempts: 1,
      nextAttemptAt: sql`now()`,
      undeliveredSince: sql`coalesce(${dialogs.undeliveredSince}, now())`,
    })
    .where(sql`${dialogs.id} = ANY(ARRAY(${next}))`);
  return redriven.rowCount ?? 0;
}
