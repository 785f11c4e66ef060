import { Injectable } from '@nestjs/common';
import { and, asc, count, eq, gt, gte, isNotNull, isNull, sql } from '../database/drizzle.js';
import { Database, type Queries } from '../database/database.js';
import { dialogs } from '../database/schema.js';
import { failuresUntilAlert } from '../delivery/attempt-log.js';
import { notRejected } from '../delivery/outbox.js';

/** A dialog that waits, and whose attempts fail one after the other. */
interface FailingDialog {
  readonly dialogId: string;
  readonly since: Date;
  readonly attempts: number;
  readonly reason: string;
}

/** Dialogs that have failed are looked at up to here, those first whose next attempt is due first. */
const mostLookedAt = 10_000;

/** The dialogs that keep failing, and the way out for those that Dialogporten does not know. */
@Injectable()
export class FailingDialogs {
  constructor(private readonly database: Database) {}

  /** How many there are; of those that have failed at all, 10,000 are looked at. */
  async count(): Promise<number> {
    const [row] = await this.database.run((queries) => {
      const failed = haveFailed(queries);
      return queries.select({ count: count() }).from(failed).where(gte(failed.attempts, failuresUntilAlert));
    });
    return row?.count ?? 0;
  }

  /** Those first that have failed for longest. */
  async list(most: number): Promise<readonly FailingDialog[]> {
    return this.database.run((queries) => {
      const failed = haveFailed(queries);
      return queries
        .select()
        .from(failed)
        .where(gte(failed.attempts, failuresUntilAlert))
        .orderBy(asc(failed.since))
        .limit(most);
    });
  }

  /**
   * Has a dialog created anew that Dialogporten does not know, though it had it: Dialogporten was restored from a backup,
   * say. It is made by the service's own deliveries, with the whole of its history and the id that it had. A dialog that is
   * there after all is found, and nothing is there twice.
   *
   * @returns false when Dialogporten never had the dialog, or has deleted it.
   */
  async recreate(dialogId: string): Promise<boolean> {
    const found = await this.database.run((queries) =>
      queries
        .update(dialogs)
        .set({
          ...notRejected,
          deliveredVersion: 0,
          revision: null,
          others: null,
          pending: null,
          republish: false,
          attempts: 1,
          nextAttemptAt: sql`now()`,
          undeliveredSince: sql`coalesce(${dialogs.undeliveredSince}, now())`,
        })
        .where(and(eq(dialogs.id, dialogId), gt(dialogs.deliveredVersion, 0), isNull(dialogs.goneAt)))
        .returning({ id: dialogs.id }),
    );
    return found.length > 0;
  }
}

/** In the order of the lane's index, so that the same is read however many there are. */
function haveFailed(queries: Queries) {
  return queries
    .select({
      dialogId: dialogs.id,
      since: sql<Date>`coalesce(${dialogs.undeliveredSince}, ${dialogs.changedAt})`
        .mapWith(dialogs.changedAt)
        .as('since'),
      attempts: dialogs.attempts,
      reason: sql<string>`coalesce(${dialogs.lastFailure}, '')`.as('reason'),
    })
    .from(dialogs)
    .where(and(sql`(attempts > 0) = true`, isNotNull(dialogs.nextAttemptAt)))
    .orderBy(asc(dialogs.nextAttemptAt))
    .limit(mostLookedAt)
    .as('failed');
}
