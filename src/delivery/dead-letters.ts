import { Injectable } from '@nestjs/common';
import { and, asc, count, eq, isNotNull, sql } from 'drizzle-orm';
import { Database } from '../database/database.js';
import { dialogs } from '../database/schema.js';
import { notRejected } from './outbox.js';

/** A dialog whose newest change Dialogporten rejected, kept until a later delivery or a person settles it. */
export interface DeadLetter {
  readonly dialogId: string;
  readonly version: number;
  readonly reason: string;
  readonly rejectedAt: Date;
}

/** Which dead letters: all, those of one dialog, or those that were rejected for one reason. */
export interface DeadLetterFilter {
  readonly dialogId?: string | undefined;
  readonly reason?: string | undefined;
}

/** What an operator sees to: the dialogs that Dialogporten rejected, and those that it no longer has. */
@Injectable()
export class DeadLetters {
  constructor(private readonly database: Database) {}

  /** How many there are. */
  async count(): Promise<number> {
    const [row] = await this.database.run((queries) =>
      queries.select({ count: count() }).from(dialogs).where(isNotNull(dialogs.rejectedAt)),
    );
    return row?.count ?? 0;
  }

  /** How many dead letters there are for each reason, the most frequent reason first. */
  async byReason(): Promise<readonly { readonly reason: string; readonly count: number }[]> {
    const rows = await this.database.run((queries) =>
      queries
        .select({ reason: dialogs.rejectedReason, count: count() })
        .from(dialogs)
        .where(isNotNull(dialogs.rejectedAt))
        .groupBy(dialogs.rejectedReason)
        .orderBy(sql`count(*) DESC`, asc(dialogs.rejectedReason)),
    );
    return rows.map((row) => ({ reason: row.reason ?? '', count: row.count }));
  }

  /** Those first that have lain longest. */
  async list(filter: DeadLetterFilter, most: number): Promise<readonly DeadLetter[]> {
    const rows = await this.database.run((queries) =>
      queries
        .select({
          dialogId: dialogs.id,
          version: dialogs.rejectedVersion,
          reason: dialogs.rejectedReason,
          rejectedAt: dialogs.rejectedAt,
        })
        .from(dialogs)
        .where(isDeadLetter(filter))
        .orderBy(asc(dialogs.rejectedAt), asc(dialogs.id))
        .limit(most),
    );
    return rows.map(({ dialogId, version, reason, rejectedAt }) => ({
      dialogId,
      version,
      reason: reason ?? '',
      rejectedAt: rejectedAt!,
    }));
  }

  /** Has dead letters tried again, once whatever was wrong has been mended. @returns how many. */
  async redrive(filter: DeadLetterFilter): Promise<number> {
    const redriven = await this.database.run((queries) =>
      queries
        .update(dialogs)
        .set({
          ...notRejected,
          attempts: 0,
          nextAttemptAt: sql`now()`,
          undeliveredSince: sql`coalesce(${dialogs.undeliveredSince}, now())`,
        })
        .where(isDeadLetter(filter)),
    );
    return redriven.rowCount ?? 0;
  }

  /** Has somebody look whether Dialogporten has a dialog again that was gone from there. */
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
}

function isDeadLetter({ dialogId, reason }: DeadLetterFilter) {
  return and(
    isNotNull(dialogs.rejectedAt),
    dialogId === undefined ? undefined : eq(dialogs.id, dialogId),
    reason === undefined ? undefined : eq(dialogs.rejectedReason, reason),
  );
}
