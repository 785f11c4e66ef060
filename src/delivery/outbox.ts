import { Injectable } from '@nestjs/common';
import { and, asc, count, eq, gt, gte, inArray, isNotNull, lt, lte, or, sql } from '../database/drizzle.js';
import { Database } from '../database/database.js';
import { preparedQuery } from '../database/prepared.js';
import {
  creationRequests,
  type DialogRow,
  dialogs,
  effects,
  history,
  type HistoryRow,
  performedActions,
} from '../database/schema.js';
import { pendingChanges, takenBack } from './pending-changes.js';
import type { Ours, Projections } from './projections.js';

/**
 * Lease of a dialog, in seconds: for so long it is left to the process that delivers it. A process that is alive renews the
 * lease; one that died leaves the dialog to the others in time for the ten seconds that a 202 promises.
 */
const leaseSeconds = 6;

/** When the next attempt of a dialog is due that a process has on lease from now on. */
export const leased = sql`now() + make_interval(secs => ${leaseSeconds}::float8)`;

/** No version of the dialog is rejected. */
export const notRejected = { rejectedVersion: 0, rejectedVersions: [], rejectedAt: null, rejectedReason: null };

/** A dialog's row. */
export const dialogById = preparedQuery<{ id: string }, DialogRow[]>('dialog_by_id', (queries, { id }) =>
  queries.select().from(dialogs).where(eq(dialogs.id, id)),
);

/** No attempt is ever due so far ahead, in seconds: a due time beyond was written by a clock that was wrong. */
const farAheadSeconds = 900;

/** Waiting dialogs are counted up to here: to count millions takes seconds. */
const mostCounted = 100_000;

/** Dialogs with changes that Dialogporten does not have yet. */
export interface Backlog {
  /** How many dialogs; at most 100,000 are counted. */
  readonly waiting: number;
  /** How long the one that has waited longest does, in seconds; 0 when there is none. */
  readonly oldestSeconds: number;
}

const isWaiting = isNotNull(dialogs.nextAttemptAt);

/** There is nothing to deliver, and nothing rejected. */
const nothingDue = { nextAttemptAt: null, undeliveredSince: null, lastFailure: null, ...notRejected };

/** The order in which due dialogs are taken: those that have been due longest first, or shortest. */
const orders = { oldest: sql`next_attempt_at`, newest: sql`next_attempt_at DESC` };

/** Due dialogs of one lane, without those that this process cannot read. */
const dueIn = (lane: 'fresh' | 'retry', first: keyof typeof orders, most: number, except: readonly string[]) =>
  sql`ARRAY(
  SELECT id FROM dialogs
  WHERE next_attempt_at <= now() AND (attempts > 0) = ${lane === 'retry'}
    ${except.length === 0 ? sql`` : sql`AND id <> ALL(${sql.param(except)}::uuid[])`}
  ORDER BY ${orders[first]} LIMIT ${most} FOR UPDATE SKIP LOCKED)`;

/**
 * The outbox: the dialogs' own rows say what is to be delivered and when the next attempt is due, so a change and its
 * delivery are committed together. Any number of replicas take from it, by the database's clock.
 */
@Injectable()
export class Outbox {
  constructor(private readonly database: Database) {}

  /**
   * Takes dialogs that are due, so many of each lane: of those that have not failed before, and of those that have. They are
   * leased to this process.
   *
   * @param newest how many of the fresh ones are those that were changed last: behind a long line, their callers still wait
   * @param except dialogs that are left to other replicas
   */
  take(
    { fresh, retry }: { readonly fresh: number; readonly retry: number },
    newest: number,
    except: readonly string[],
  ): Promise<DialogRow[]> {
    const due = [
      dueIn('fresh', 'newest', newest, except),
      dueIn('fresh', 'oldest', fresh - newest, except),
      dueIn('retry', 'oldest', retry, except),
    ];
    return this.database.run((queries) =>
      queries
        .update(dialogs)
        .set({ nextAttemptAt: leased })
        .where(sql`${dialogs.id} = ANY(${sql.join(due, sql` || `)})`)
        .returning(),
    );
  }

  /** The dialog as it is now. */
  async find(dialogId: string): Promise<DialogRow | undefined> {
    const [row] = await this.database.run((queries) => dialogById(queries, { id: dialogId }));
    return row;
  }

  /** The history after version `after` and until version `until`, oldest first; refused entries too. */
  findHistory(dialogId: string, { after, until }: { after: number; until: number }): Promise<HistoryRow[]> {
    return this.database.run((queries) =>
      queries
        .select()
        .from(history)
        .where(and(eq(history.dialogId, dialogId), gt(history.version, after), lte(history.version, until)))
        .orderBy(asc(history.version), asc(history.id)),
    );
  }

  /** Records what Dialogporten is about to get of ours. */
  async remember(dialogId: string, ours: Ours): Promise<void> {
    await this.database.run((queries) => queries.update(dialogs).set({ ours }).where(eq(dialogs.id, dialogId)));
  }

  /** The caller acted on a stale dialog: makes its pending delivery due now. */
  async expedite(dialogId: string): Promise<void> {
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

  /** Makes due what is due so far ahead that only a wrong clock can have said so. */
  async recallFarAhead(): Promise<void> {
    const farAhead = sql`now() + make_interval(secs => ${farAheadSeconds}::float8)`;
    for (const lane of [false, true]) {
      await this.database.run((queries) =>
        queries
          .update(dialogs)
          .set({ nextAttemptAt: sql`now()` })
          .where(and(sql`(attempts > 0) = ${lane}`, gt(dialogs.nextAttemptAt, farAhead))),
      );
    }
  }

  /** The dialog was due, and Dialogporten has this version already. */
  async clearDue(dialogId: string, version: number): Promise<void> {
    await this.database.run((queries) =>
      queries
        .update(dialogs)
        .set({ ...nothingDue, attempts: 0 })
        .where(
          and(eq(dialogs.id, dialogId), eq(dialogs.version, version), lte(dialogs.version, dialogs.deliveredVersion)),
        ),
    );
  }

  /** The attempt failed for a reason of the dialog's own, and is to be made again. */
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

  /** The attempt failed, and the dialog has no part in it: it is due again, and stays in its lane. */
  async putBack(dialogId: string, reason: string): Promise<void> {
    await this.database.run((queries) =>
      queries
        .update(dialogs)
        .set({ nextAttemptAt: sql`now()`, lastFailure: reason })
        .where(and(eq(dialogs.id, dialogId), isWaiting)),
    );
  }

  /** Dialogporten rejected this version. If there is a newer one, that one is due. */
  async reject(dialogId: string, version: number, reason: string): Promise<void> {
    const isNewest = sql`${dialogs.version} = ${version}`;
    const isNew = lt(dialogs.deliveredVersion, version);
    await this.database.run((queries) =>
      queries
        .update(dialogs)
        .set({
          rejectedVersion: version,
          // A refused dialog that was shown anew is not rejected: Dialogporten has that version.
          rejectedVersions: sql`CASE WHEN ${isNew} THEN array_append(${dialogs.rejectedVersions}, ${version}::int)
            ELSE ${dialogs.rejectedVersions} END`,
          rejectedAt: sql`now()`,
          rejectedReason: reason,
          nextAttemptAt: sql`CASE WHEN ${isNewest} THEN NULL ELSE now() END`,
          undeliveredSince: sql`CASE WHEN ${isNewest} THEN NULL ELSE ${dialogs.undeliveredSince} END`,
        })
        .where(and(eq(dialogs.id, dialogId), or(isNew, eq(dialogs.republish, true)))),
    );
  }

  /** Dialogporten refused one entry of the history, and has the change without it. */
  async refuseEntry(entryId: string, reason: string): Promise<void> {
    await this.database.run((queries) =>
      queries
        .update(history)
        .set({ refusedAt: sql`now()`, refusedReason: reason })
        .where(eq(history.id, entryId)),
    );
  }

  /**
   * Takes back the newest changes of a dialog, those of the allowed versions: the state is that before them, and neither
   * the history nor the requests tell of them. Their effects are not made. A dialog whose opening is taken back is removed.
   *
   * @param isGone Dialogporten has deleted the dialog
   * @param projections take back what is in the kind's own tables, within the transaction
   * @returns the versions that were taken back.
   */
  takeBack(
    dialogId: string,
    allowed: ReadonlySet<number>,
    isGone: boolean,
    projections: Projections,
  ): Promise<readonly number[]> {
    return this.database.transaction(async ({ queries }) => {
      const [row] = await queries.select().from(dialogs).where(eq(dialogs.id, dialogId)).for('update');
      if (row === undefined) return [];
      const pending = pendingChanges(row.pending, row.deliveredVersion);
      const changes = takenBack(pending, row.version, allowed);
      const oldest = changes.at(-1);
      if (oldest === undefined) return [];
      await projections.takeBackRows(queries, row, oldest.version);
      if (oldest.isOpening) {
        const [clientId = '', key = ''] = oldest.request ?? [];
        await queries
          .delete(creationRequests)
          .where(and(eq(creationRequests.clientId, clientId), eq(creationRequests.key, key)));
        await queries.delete(dialogs).where(eq(dialogs.id, dialogId));
        return changes.map(({ version }) => version);
      }
      const rest = pending.filter(({ version }) => version < oldest.version);
      await queries
        .update(dialogs)
        .set({
          state: oldest.before,
          pending: rest.length === 0 ? null : rest,
          ...(rest.length === 0 && { deliveredVersion: row.version }),
          ...(isGone && { goneAt: sql`coalesce(${dialogs.goneAt}, now())` }),
          ...nothingDue,
        })
        .where(eq(dialogs.id, dialogId));
      await queries.delete(history).where(and(eq(history.dialogId, dialogId), gte(history.version, oldest.version)));
      await queries.delete(effects).where(and(eq(effects.dialogId, dialogId), gte(effects.version, oldest.version)));
      for (const { request: [requester = '', request = ''] = [] } of changes) {
        await queries
          .delete(performedActions)
          .where(
            and(
              eq(performedActions.requester, requester),
              eq(performedActions.dialogId, dialogId),
              eq(performedActions.request, request),
            ),
          );
      }
      return changes.map(({ version }) => version);
    }, dialogId);
  }

  /** Dialogporten has deleted the dialog, though we had not. Earlier rejections no longer matter. */
  async gone(dialogId: string, version: number): Promise<void> {
    await this.database.run((queries) =>
      queries
        .update(dialogs)
        .set({ goneAt: sql`coalesce(${dialogs.goneAt}, now())`, ...nothingDue })
        .where(and(eq(dialogs.id, dialogId), eq(dialogs.version, version))),
    );
  }

  /** Has a dialog that was gone from Dialogporten looked for there again. */
  async lookAgain(dialogId: string): Promise<boolean> {
    const found = await this.database.run((queries) =>
      queries
        .update(dialogs)
        .set({ nextAttemptAt: sql`coalesce(${dialogs.nextAttemptAt}, now())` })
        .where(and(eq(dialogs.id, dialogId), isNotNull(dialogs.goneAt)))
        .returning({ id: dialogs.id }),
    );
    return found.length > 0;
  }

  /** Dialogporten has the dialog again. Changes that it lacked when it was gone are waited for again. */
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

  /** How long, in seconds, the dialog waits that has waited longest; 0 when there is none. */
  async oldestSeconds(): Promise<number> {
    const { undeliveredSince } = dialogs;
    const [row] = await this.database.run((queries) =>
      queries
        .select({ seconds: sql<number>`extract(epoch FROM now() - ${undeliveredSince})::float8` })
        .from(dialogs)
        .where(isNotNull(undeliveredSince))
        .orderBy(asc(undeliveredSince))
        .limit(1),
    );
    return Math.max(0, row?.seconds ?? 0);
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

  /** The versions that Dialogporten has, delivered by any replica. */
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
