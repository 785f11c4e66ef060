import { Injectable } from '@nestjs/common';
import { and, asc, count, eq, gt, inArray, isNotNull, lt, lte, sql } from 'drizzle-orm';
import { Database } from '../database/database.js';
import { preparedQuery } from '../database/prepared.js';
import { type DialogRow, dialogs, history, type HistoryRow } from '../database/schema.js';
import type { Others } from './projections.js';

/**
 * For how long, in seconds, a dialog is left to the process that delivers it. A process that is alive renews it; one that
 * died leaves the dialog to the others in time for the ten seconds that a 202 promises.
 */
export const leaseSeconds = 6;

/** Waiting dialogs are counted up to here: to count millions takes seconds, and tells nobody more. */
const mostCounted = 100_000;

/** What Dialogporten has now. */
export interface Delivered {
  readonly id: string;
  readonly version: number;
  readonly revision: string | undefined;
  readonly others: Others | undefined;
}

/** What Dialogporten does not have yet. */
export interface Backlog {
  /** How many dialogs; at most 100,000 are counted. */
  readonly waiting: number;
  /** How long the one that has waited longest does, in seconds; 0 when there is none. */
  readonly oldestSeconds: number;
}

const leased = sql`now() + make_interval(secs => ${leaseSeconds}::float8)`;
const isWaiting = isNotNull(dialogs.nextAttemptAt);

const dialogById = preparedQuery<{ id: string }, DialogRow[]>('outbox_dialog_by_id', (queries, { id }) =>
  queries.select().from(dialogs).where(eq(dialogs.id, id)),
);

/** What says of a dialog that nothing of it is rejected. */
export const notRejected = { rejectedVersion: 0, rejectedVersions: [], rejectedAt: null, rejectedReason: null };

interface DeliveredValues {
  readonly id: string;
  readonly version: number;
  readonly revision: string | undefined;
  readonly others: string | undefined;
}

const noteDelivered = preparedQuery<DeliveredValues, { version: number }[]>(
  'note_delivered',
  (queries, { id, version, revision, others }) => {
    const isNewest = sql`${dialogs.version} = ${version}`;
    return queries
      .update(dialogs)
      .set({
        deliveredVersion: sql`${version}`,
        revision: sql`${revision}`,
        others: sql`${others}`,
        undeliveredSince: sql`CASE WHEN ${isNewest} THEN NULL ELSE ${dialogs.undeliveredSince} END`,
        nextAttemptAt: sql`CASE WHEN ${isNewest} THEN NULL ELSE ${leased} END`,
        attempts: 0,
        lastFailure: null,
        ...notRejected,
        goneAt: null,
      })
      .where(and(eq(dialogs.id, id), lte(dialogs.deliveredVersion, version)))
      .returning({ version: dialogs.version });
  },
);

/**
 * The outbox: the dialogs' own rows say what is to be delivered and when the next attempt is due, so a change and its
 * delivery are committed together. Any number of replicas take from it, by the database's clock.
 */
@Injectable()
export class Outbox {
  constructor(private readonly database: Database) {}

  /** Takes up to `most` dialogs that are due, those first that have been due longest. They are left to us for a lease. */
  take(most: number): Promise<DialogRow[]> {
    const due = sql`ARRAY(SELECT id FROM dialogs WHERE next_attempt_at <= now() ORDER BY next_attempt_at
      LIMIT ${most} FOR UPDATE SKIP LOCKED)`;
    return this.database.run((queries) =>
      queries
        .update(dialogs)
        .set({ nextAttemptAt: leased })
        .where(sql`${dialogs.id} = ANY(${due})`)
        .returning(),
    );
  }

  /** The dialog as it is now. */
  async find(dialogId: string): Promise<DialogRow | undefined> {
    const [row] = await this.database.run((queries) => dialogById(queries, { id: dialogId }));
    return row;
  }

  /** What happened to a dialog after version `after` and until version `until`, oldest first. */
  findHistory(dialogId: string, { after, until }: { after: number; until: number }): Promise<HistoryRow[]> {
    return this.database.run((queries) =>
      queries
        .select()
        .from(history)
        .where(and(eq(history.dialogId, dialogId), gt(history.version, after), lte(history.version, until)))
        .orderBy(asc(history.version), asc(history.id)),
    );
  }

  /** Somebody has seen that Dialogporten shows an old state of a dialog: if it waits for its next attempt, that is due now. */
  async hasten(dialogId: string): Promise<void> {
    await this.database.run((queries) =>
      queries
        .update(dialogs)
        .set({ nextAttemptAt: sql`now()` })
        .where(and(eq(dialogs.id, dialogId), gt(dialogs.attempts, 0), gt(dialogs.nextAttemptAt, sql`now()`))),
    );
  }

  /** They are still being delivered. */
  async renew(dialogIds: readonly string[]): Promise<void> {
    await this.dueAt(dialogIds, leased);
  }

  /** They are not being delivered after all: another replica may take them at once. */
  async release(dialogIds: readonly string[]): Promise<void> {
    await this.dueAt(dialogIds, sql`now()`);
  }

  /**
   * Dialogporten has this version, and what was rejected or went wrong before is past. An older version never replaces a
   * newer one. Where there is a newer one to deliver, the lease goes on.
   *
   * @returns whether there is.
   */
  async delivered({ id, version, revision, others }: Delivered): Promise<boolean> {
    const values = { id, version, revision, others: others && JSON.stringify(others) };
    const [row] = await this.database.run((queries) => noteDelivered(queries, values));
    return row !== undefined && row.version > version;
  }

  /** The attempt failed, and is to be made again. */
  async retry(dialogId: string, inSeconds: number, reason: string): Promise<void> {
    await this.database.run((queries) =>
      queries
        .update(dialogs)
        .set({
          nextAttemptAt: sql`now() + make_interval(secs => ${inSeconds}::float8)`,
          attempts: sql`${dialogs.attempts} + 1`,
          lastFailure: reason,
        })
        .where(and(eq(dialogs.id, dialogId), isWaiting)),
    );
  }

  /** Dialogporten rejected this version. If there is a newer one, that one is due. */
  async reject(dialogId: string, version: number, reason: string): Promise<void> {
    const isNewest = sql`${dialogs.version} = ${version}`;
    await this.database.run((queries) =>
      queries
        .update(dialogs)
        .set({
          rejectedVersion: version,
          rejectedVersions: sql`array_append(${dialogs.rejectedVersions}, ${version}::int)`,
          rejectedAt: sql`now()`,
          rejectedReason: reason,
          nextAttemptAt: sql`CASE WHEN ${isNewest} THEN NULL ELSE now() END`,
          undeliveredSince: sql`CASE WHEN ${isNewest} THEN NULL ELSE ${dialogs.undeliveredSince} END`,
        })
        .where(and(eq(dialogs.id, dialogId), lt(dialogs.deliveredVersion, version))),
    );
  }

  /** Dialogporten has deleted the dialog, though we had not: what it had rejected before is nobody's business any more. A version that has come meanwhile finds out by itself. */
  async gone(dialogId: string, version: number): Promise<void> {
    await this.database.run((queries) =>
      queries
        .update(dialogs)
        .set({
          goneAt: sql`coalesce(${dialogs.goneAt}, now())`,
          nextAttemptAt: null,
          undeliveredSince: null,
          lastFailure: null,
          ...notRejected,
        })
        .where(and(eq(dialogs.id, dialogId), eq(dialogs.version, version))),
    );
  }

  /** Dialogporten has the dialog again. What it lacked when it was gone is waited for again. */
  async restored(dialogId: string): Promise<void> {
    const isWaitedFor = gt(dialogs.version, dialogs.deliveredVersion);
    await this.database.run((queries) =>
      queries
        .update(dialogs)
        .set({
          goneAt: null,
          lastFailure: null,
          undeliveredSince: sql`CASE WHEN ${isWaitedFor} THEN coalesce(${dialogs.undeliveredSince}, now()) END`,
        })
        .where(eq(dialogs.id, dialogId)),
    );
  }

  async backlog(): Promise<Backlog> {
    const [row] = await this.database.run((queries) => {
      const { undeliveredSince } = dialogs;
      // In order, so that it is read from the index however many there are.
      const waiting = queries.select({ undeliveredSince }).from(dialogs).where(isNotNull(undeliveredSince));
      const counted = waiting.orderBy(asc(undeliveredSince)).limit(mostCounted).as('counted');
      return queries
        .select({
          waiting: count(),
          oldestSeconds: sql<number>`coalesce(extract(epoch FROM now() - min(${counted.undeliveredSince})), 0)::float8`,
        })
        .from(counted);
    });
    return { waiting: row?.waiting ?? 0, oldestSeconds: Math.max(0, row?.oldestSeconds ?? 0) };
  }

  /** Which version of them Dialogporten has, whoever brought it there. */
  async deliveredVersions(dialogIds: readonly string[]): Promise<readonly { id: string; version: number }[]> {
    if (dialogIds.length === 0) return [];
    return this.database.run((queries) =>
      queries
        .select({ id: dialogs.id, version: dialogs.deliveredVersion })
        .from(dialogs)
        .where(sql`${dialogs.id} = ANY(${sql.param(dialogIds)}::uuid[])`),
    );
  }

  private async dueAt(dialogIds: readonly string[], nextAttemptAt: typeof leased): Promise<void> {
    if (dialogIds.length === 0) return;
    await this.database.run((queries) =>
      queries
        .update(dialogs)
        .set({ nextAttemptAt })
        .where(and(inArray(dialogs.id, [...dialogIds]), isWaiting)),
    );
  }
}
