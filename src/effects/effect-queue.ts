import { Injectable } from '@nestjs/common';
import { and, asc, count, eq, getTableColumns, inArray, isNotNull, sql } from '../database/drizzle.js';
import { Settings } from '../config/settings.js';
import { Database } from '../database/database.js';
import { dialogs, type EffectRow, effects } from '../database/schema.js';

/** How long, in seconds, an effect is left to the process that makes it; one that is alive renews the lease. */
export const leaseSeconds = 30;

/** Effects are counted up to here: to count millions takes seconds. */
const mostCounted = 100_000;

/** How long, in milliseconds, after the longest wait for an answer a change can no longer be refused for certain. */
const marginMs = 1_000;

const leased = sql`now() + make_interval(secs => ${leaseSeconds}::float8)`;

/** Effects that are not made yet. */
export interface EffectBacklog {
  /** How many are due; at most 100,000 are counted. */
  readonly due: number;
  /** How long the one that has been due longest is, in seconds; 0 when there is none. */
  readonly oldestSeconds: number;
  /** How many their handlers have refused; at most 100,000 are counted. */
  readonly refused: number;
}

/** The effects that are to be made, taken by any number of replicas by the database's clock. */
@Injectable()
export class EffectQueue {
  constructor(
    private readonly database: Database,
    private readonly settings: Settings,
  ) {}

  /**
   * Takes effects that are due, so many of those that have not failed before and of those that have, and leases them to this
   * process. The effect of a change that may still be refused, since its
   * request is being answered, is not due yet.
   *
   * @param keys of the handlers that have room
   */
  async take(
    room: { readonly fresh: number; readonly retry: number },
    keys: readonly string[],
  ): Promise<(EffectRow & { serviceResource: string })[]> {
    const patience = (this.settings.WRITE_ACTION_TIMEOUT_MS + marginMs) / 1_000;
    const due = (isRetry: boolean, most: number) => sql`ARRAY(
      SELECT e.id FROM effects e JOIN dialogs d ON d.id = e.dialog_id
      WHERE e.next_attempt_at <= now() AND (e.attempts > 0) = ${isRetry}
        AND (d.delivered_version >= e.version OR e.created_at < now() - make_interval(secs => ${patience}::float8))
        AND d.service_resource || ' ' || e.name = ANY(${sql.param(keys)}::text[])
      ORDER BY e.next_attempt_at LIMIT ${most} FOR UPDATE OF e SKIP LOCKED)`;
    return this.database.run((queries) =>
      queries
        .update(effects)
        .set({ nextAttemptAt: leased })
        .from(dialogs)
        .where(
          and(
            eq(dialogs.id, effects.dialogId),
            sql`${effects.id} = ANY(${due(false, room.fresh)} || ${due(true, room.retry)})`,
          ),
        )
        .returning({ ...getTableColumns(effects), serviceResource: dialogs.serviceResource }),
    );
  }

  /** They are still being made. */
  async renew(ids: readonly string[]): Promise<void> {
    await this.dueAt(ids, leased);
  }

  /** They are not being made after all: another replica may take them at once. */
  async release(ids: readonly string[]): Promise<void> {
    await this.dueAt(ids, sql`now()`);
  }

  /** It is made, and there is no change to be made with it. */
  async remove(id: string): Promise<void> {
    await this.database.run((queries) => queries.delete(effects).where(eq(effects.id, id)));
  }

  async retry(id: string, inSeconds: number, reason: string): Promise<void> {
    await this.database.run((queries) =>
      queries
        .update(effects)
        .set({
          nextAttemptAt: sql`now() + make_interval(secs => ${inSeconds}::float8)`,
          attempts: sql`${effects.attempts} + 1`,
          lastFailure: reason,
        })
        .where(eq(effects.id, id)),
    );
  }

  /** Its handler has refused to make it: it is for an operator. */
  async refuse(id: string, reason: string): Promise<void> {
    await this.database.run((queries) =>
      queries
        .update(effects)
        .set({ nextAttemptAt: null, refusedAt: sql`now()`, lastFailure: reason })
        .where(eq(effects.id, id)),
    );
  }

  async backlog(): Promise<EffectBacklog> {
    const [row] = await this.database.run((queries) => {
      const due = queries
        .select({ at: effects.nextAttemptAt })
        .from(effects)
        .where(sql`(attempts > 0) = ANY(ARRAY[false, true]) AND ${effects.nextAttemptAt} <= now()`)
        .limit(mostCounted)
        .as('due');
      const refused = queries
        .select({ at: effects.refusedAt })
        .from(effects)
        .where(isNotNull(effects.refusedAt))
        .orderBy(asc(effects.refusedAt))
        .limit(mostCounted);
      return queries
        .select({
          due: count(),
          oldestSeconds: sql<number>`coalesce(extract(epoch FROM now() - min(${due.at})), 0)::float8`,
          refused: sql<number>`(SELECT count(*) FROM (${refused}) AS refused)::int`,
        })
        .from(due);
    });
    return { due: row?.due ?? 0, oldestSeconds: row?.oldestSeconds ?? 0, refused: row?.refused ?? 0 };
  }

  private async dueAt(ids: readonly string[], nextAttemptAt: typeof leased): Promise<void> {
    if (ids.length === 0) return;
    await this.database.run((queries) =>
      queries
        .update(effects)
        .set({ nextAttemptAt })
        .where(and(inArray(effects.id, [...ids]), isNotNull(effects.nextAttemptAt))),
    );
  }
}
