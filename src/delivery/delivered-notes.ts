import { and, eq, lte, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../database/database.js';
import { preparedQuery } from '../database/prepared.js';
import { dialogs } from '../database/schema.js';
import { leased, notRejected } from './dialog-rows.js';
import type { Others, Ours } from './projections.js';

/** What Dialogporten has now. */
export interface Delivered {
  readonly id: string;
  readonly version: number;
  readonly revision: string | undefined;
  readonly others: Others | undefined;
  readonly ours: Ours;
  /** The dialog was to be shown anew, and has been. */
  readonly isShownAnew: boolean;
}

/** How long, in milliseconds, notes are collected after some were sent. One that comes later is sent at once. */
const collectingMs = 10;

/** So many notes one statement has at the most. */
const mostTogether = 100;

interface Noted {
  readonly id: string;
  readonly version: number;
  readonly republish: boolean;
}

/** A statement that notes deliveries. @param whenLocked what becomes of a dialog that another transaction has locked */
function noting(name: string, whenLocked: SQL) {
  return preparedQuery<{ notes: string }, Noted[]>(name, (queries, { notes }) => {
    const isNewest = sql`${dialogs.version} = noted.reached`;
    const isToBeShownAnew = sql`(${dialogs.republish} AND NOT noted.shown)`;
    const noted = sql`(
      SELECT note.* FROM json_to_recordset(${notes}::json)
        AS note(dialog uuid, reached int, tag uuid, theirs jsonb, own jsonb, shown boolean)
      JOIN dialogs AS locked ON locked.id = note.dialog
      FOR NO KEY UPDATE OF locked ${whenLocked}) AS noted`;
    return queries
      .update(dialogs)
      .set({
        deliveredVersion: sql`noted.reached`,
        revision: sql`noted.tag`,
        others: sql`noted.theirs`,
        ours: sql`CASE WHEN ${isNewest} THEN noted.own ELSE ${dialogs.ours} END`,
        pending: sql`CASE WHEN ${isNewest} THEN NULL ELSE ${dialogs.pending} END`,
        undeliveredSince: sql`CASE WHEN ${isNewest} THEN NULL ELSE ${dialogs.undeliveredSince} END`,
        nextAttemptAt: sql`CASE WHEN ${isNewest} AND NOT ${isToBeShownAnew} THEN NULL ELSE ${leased} END`,
        attempts: 0,
        lastFailure: null,
        republish: isToBeShownAnew,
        ...notRejected,
        goneAt: null,
      })
      .from(noted)
      .where(and(eq(dialogs.id, sql`noted.dialog`), lte(dialogs.deliveredVersion, sql`noted.reached`)))
      .returning({ id: dialogs.id, version: dialogs.version, republish: dialogs.republish });
  });
}

/** Dialogs that are locked are left out: one that has to wait makes no other wait. */
const noteTogether = noting('note_deliveries', sql`SKIP LOCKED`);
const noteAlone = noting('note_delivery', sql``);

interface Waiting {
  readonly delivered: Delivered;
  readonly resolve: (isMore: boolean | Promise<boolean>) => void;
}

/**
 * Notes what has been delivered: that of a few milliseconds together, as each statement is a round trip and a commit. What
 * cannot be noted together with others is noted by itself, so that none fails or waits for another's sake.
 */
export class DeliveredNotes {
  private collected: Waiting[] = [];
  private isCollecting = false;

  constructor(private readonly database: Pick<Database, 'run'>) {}

  /**
   * Notes that Dialogporten has this version, and that what was rejected or went wrong before is past. An older version
   * never replaces a newer one. Where there is more to deliver, the lease goes on.
   *
   * @returns whether there is a newer one, or the dialog is to be shown anew.
   */
  add(delivered: Delivered): Promise<boolean> {
    return new Promise((resolve) => {
      this.collected.push({ delivered, resolve });
      if (!this.isCollecting) this.send();
    });
  }

  /** Sends what is collected now: one of them is waited for. */
  flush(): void {
    while (this.collected.length > 0) void this.note(this.collected.splice(0, mostTogether));
  }

  private send(): void {
    this.isCollecting = this.collected.length > 0;
    if (!this.isCollecting) return;
    setTimeout(() => this.send(), collectingMs);
    this.flush();
  }

  private async note(notes: readonly Waiting[]): Promise<void> {
    const [only] = notes;
    const saved = new Map(notes.length === 1 ? [] : await this.together(notes.map(({ delivered }) => delivered)));
    for (const { delivered, resolve } of notes.length === 1 ? [only!] : notes) {
      const row = saved.get(delivered.id);
      resolve(row === undefined ? this.alone(delivered) : isMore(delivered, row));
    }
  }

  private async together(notes: readonly Delivered[]): Promise<readonly (readonly [string, Noted])[]> {
    try {
      const rows = await this.database.run((queries) => noteTogether(queries, { notes: textOf(notes) }));
      return rows.map((row) => [row.id, row]);
    } catch {
      return [];
    }
  }

  private async alone(delivered: Delivered): Promise<boolean> {
    const [row] = await this.database.run((queries) => noteAlone(queries, { notes: textOf([delivered]) }));
    return row !== undefined && isMore(delivered, row);
  }
}

const isMore = ({ version }: Delivered, now: Noted) => now.version > version || now.republish;

function textOf(notes: readonly Delivered[]): string {
  return JSON.stringify(
    notes.map(({ id, version, revision, others, ours, isShownAnew }) => ({
      dialog: id,
      reached: version,
      tag: revision,
      theirs: others,
      own: ours,
      shown: isShownAnew,
    })),
  );
}
