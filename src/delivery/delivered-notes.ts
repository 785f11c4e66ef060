import { Inject, Injectable } from '@nestjs/common';
import { and, eq, lte, type Placeholder, type SQL, sql } from '../database/drizzle.js';
import { Database } from '../database/database.js';
import { preparedQuery } from '../database/prepared.js';
import { dialogs } from '../database/schema.js';
import { leased, notRejected } from './outbox.js';
import type { Others, Ours } from './projections.js';

/** The parts of a dialog that Dialogporten has, once it was sent. */
export interface SentDialog {
  readonly id: string;
  readonly version: number;
  readonly revision: string | undefined;
  readonly others: Others | undefined;
  readonly ours: Ours;
  /** The dialog was to be shown anew, and has been. */
  readonly isShownAnew: boolean;
  /** Dialogporten is to delete the dialog, now that it has the rest. */
  readonly isDeleted: boolean;
}

/** How long, in milliseconds, notes are collected after some were sent. One that comes later is sent at once. */
const collectingMs = 10;

/** Most notes in one statement. */
const mostTogether = 100;

interface NoteValues {
  readonly id: string;
  readonly version: number;
  readonly revision: string | undefined;
  readonly others: string | undefined;
  readonly ours: string;
  readonly isShownAnew: boolean;
}

interface Noted {
  readonly id: string;
  readonly version: number;
  readonly republish: boolean;
}

type NoteParts = Readonly<Record<'version' | 'revision' | 'others' | 'ours' | 'isShownAnew', SQL | Placeholder>>;

/** The new values of a dialog's row. */
function noted({ version, revision, others, ours, isShownAnew }: NoteParts) {
  const isNewest = sql`${dialogs.version} = ${version}`;
  const isToBeShownAnew = sql`(${dialogs.republish} AND NOT ${isShownAnew}::boolean)`;
  return {
    deliveredVersion: sql`${version}`,
    revision: sql`${revision}`,
    others: sql`${others}`,
    ours: sql`CASE WHEN ${isNewest} THEN ${ours}::jsonb ELSE ${dialogs.ours} END`,
    pending: sql`CASE WHEN ${isNewest} THEN NULL ELSE ${dialogs.pending} END`,
    undeliveredSince: sql`CASE WHEN ${isNewest} THEN NULL ELSE ${dialogs.undeliveredSince} END`,
    nextAttemptAt: sql`CASE WHEN ${isNewest} AND NOT ${isToBeShownAnew} THEN NULL ELSE ${leased} END`,
    attempts: 0,
    lastFailure: null,
    republish: isToBeShownAnew,
    ...notRejected,
    goneAt: null,
  };
}

const now = { id: dialogs.id, version: dialogs.version, republish: dialogs.republish };

const noteAlone = preparedQuery<NoteValues, Noted[]>('note_delivery', (queries, values) =>
  queries
    .update(dialogs)
    .set(noted(values))
    .where(and(eq(dialogs.id, values.id), lte(dialogs.deliveredVersion, values.version)))
    .returning(now),
);

/** Dialogs that are locked are left out: one that has to wait makes no other wait. */
const noteTogether = preparedQuery<{ notes: string }, Noted[]>('note_deliveries', (queries, { notes }) => {
  const free = sql`(
    SELECT note.* FROM json_to_recordset(${notes}::json)
      AS note(dialog uuid, reached int, tag uuid, theirs jsonb, own jsonb, shown boolean)
    JOIN dialogs AS locked ON locked.id = note.dialog
    FOR NO KEY UPDATE OF locked SKIP LOCKED) AS note`;
  const parts = {
    version: sql`note.reached`,
    revision: sql`note.tag`,
    others: sql`note.theirs`,
    ours: sql`note.own`,
    isShownAnew: sql`note.shown`,
  };
  return queries
    .update(dialogs)
    .set(noted(parts))
    .from(free)
    .where(and(eq(dialogs.id, sql`note.dialog`), lte(dialogs.deliveredVersion, parts.version)))
    .returning(now);
});

interface Waiting {
  readonly sent: SentDialog;
  readonly resolve: (isMore: boolean | Promise<boolean>) => void;
}

/**
 * Notes deliveries: those of a few milliseconds together, as each statement is a round trip and a commit. A note that
 * cannot be written together with others is written by itself, so that none fails or waits for another's sake.
 */
@Injectable()
export class DeliveredNotes {
  private collected: Waiting[] = [];
  private isCollecting = false;

  constructor(@Inject(Database) private readonly database: Pick<Database, 'run'>) {}

  /**
   * Notes that Dialogporten has this version, and that what was rejected or went wrong before is past. An older version
   * never replaces a newer one. Where there is more to deliver, the lease goes on.
   *
   * @returns whether there is a newer one, or the dialog is to be shown anew.
   */
  add(sent: SentDialog): Promise<boolean> {
    return new Promise((resolve) => {
      this.collected.push({ sent, resolve });
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
    const saved = new Map(notes.length === 1 ? [] : await this.together(notes.map(({ sent }) => sent)));
    for (const { sent, resolve } of notes.length === 1 ? [only!] : notes) {
      const row = saved.get(sent.id);
      resolve(row === undefined ? this.alone(sent) : isMore(sent, row));
    }
  }

  private async together(notes: readonly SentDialog[]): Promise<readonly (readonly [string, Noted])[]> {
    try {
      const rows = await this.database.run((queries) => noteTogether(queries, { notes: textOf(notes) }));
      return rows.map((row) => [row.id, row]);
    } catch {
      return [];
    }
  }

  private async alone({ others, ours, ...sent }: SentDialog): Promise<boolean> {
    const values = { ...sent, others: others && JSON.stringify(others), ours: JSON.stringify(ours) };
    const [row] = await this.database.run((queries) => noteAlone(queries, values));
    return row !== undefined && isMore(sent, row);
  }
}

const isMore = ({ version }: Pick<SentDialog, 'version'>, row: Noted) => row.version > version || row.republish;

function textOf(notes: readonly SentDialog[]): string {
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
