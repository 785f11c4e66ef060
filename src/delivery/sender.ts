import { Injectable } from '@nestjs/common';
import { Clock } from '../config/clock.js';
import { Settings } from '../config/settings.js';
import { Database } from '../database/database.js';
import { DialogportenClient } from '../dialogporten/dialogporten-client.js';
import { DialogportenError } from '../dialogporten/dialogporten-error.js';
import type { DialogRow, HistoryRow } from '../database/schema.js';
import { findDialogRow, findHistory } from './delivery.repository.js';
import { type Projection, type ProjectionContext, Projections } from './projections.js';

/** A dialog to be delivered, and how it looks in Dialogporten. */
export interface Deliverable extends Pick<DialogRow, 'id' | 'version' | 'deliveredVersion'> {
  readonly revision?: string | undefined;
  readonly projection: Projection;
}

/** A change that has just been committed: the dialog as it is now, what it put into the history, and its job. */
export interface CommittedChange {
  readonly dialog: Deliverable;
  readonly newEntries: readonly HistoryRow[];
  readonly jobId: string;
}

/** Which version of a dialog Dialogporten has, and the revision that it has there. */
export interface Delivered {
  readonly id: string;
  readonly version: number;
  readonly revision: string | undefined;
}

/** What Dialogporten has been sent, and the revision that this made there. */
interface Sent {
  readonly dialog: Deliverable;
  readonly revision: string | undefined;
}

/** How often one attempt re-reads a dialog that somebody else is changing at the same time. */
const rereads = 5;

/**
 * Brings Dialogporten to the state that our database holds. It reads the state when it runs, and chooses no id itself,
 * so running it twice, late, or in two processes at once is harmless.
 */
@Injectable()
export class Sender {
  constructor(
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly dialogporten: DialogportenClient,
    private readonly projections: Projections,
  ) {}

  /**
   * Brings Dialogporten to the newest version of a dialog. That it is there now is for the caller to save: until then a
   * repeat finds out by itself, at the cost of a few calls.
   *
   * @param committed the newest version, where the caller has it in hand; else it is read
   * @returns what Dialogporten has now; nothing, when it had the newest version already.
   * @throws {DialogportenError} when Dialogporten could not be brought there; its `remedy` says what helps.
   * @throws {StateError} when the stored state does not fit its definition.
   */
  async send(dialogId: string, committed?: CommittedChange): Promise<Delivered | undefined> {
    const isWhole = committed !== undefined && committed.dialog.deliveredVersion === committed.dialog.version - 1;
    const dialog = isWhole ? committed.dialog : await this.read(dialogId);
    if (dialog === undefined || dialog.deliveredVersion >= dialog.version) return undefined;
    const newEntries = isWhole ? committed.newEntries : await this.historyOf(dialog, dialog.deliveredVersion);
    const sent = await this.write(dialog, newEntries);
    if (sent.dialog.projection.isDeleted) await this.remove(sent);
    return { id: dialogId, version: sent.dialog.version, revision: sent.revision };
  }

  /** The usual way: one call, on the assumption that nobody has changed the dialog there since we did. */
  private async write(dialog: Deliverable, newEntries: readonly HistoryRow[]): Promise<Sent> {
    const { projection } = dialog;
    try {
      const { revision } =
        dialog.deliveredVersion === 0
          ? await this.dialogporten.create(projection.toCreate(newEntries, this.context()))
          : await this.dialogporten.replace(
              dialog.id,
              projection.toReplace(newEntries, this.context()),
              dialog.revision,
            );
      return { dialog, revision };
    } catch (error) {
      if (isRemediedByReading(error)) return this.catchUp(dialog, rereads);
      if (isDeletedThere(error)) return this.deletedByUs(dialog, error);
      throw error;
    }
  }

  /** That it is gone from there is as it should be, if we have deleted it, here or in another replica meanwhile. */
  private async deletedByUs({ id }: Pick<Deliverable, 'id'>, error: unknown): Promise<Sent> {
    const dialog = await this.read(id);
    if (dialog === undefined || !dialog.projection.isDeleted) throw error;
    return { dialog, revision: undefined };
  }

  /**
   * The way when that assumption was wrong, or an earlier attempt got through: see what is there, and add the rest. Ours
   * is read after theirs: whatever of ours is there already, from another replica too, is then in what we send.
   */
  private async catchUp({ id }: Pick<Deliverable, 'id'>, attemptsLeft: number): Promise<Sent> {
    const theirs = await this.dialogporten.get(id);
    const dialog = await this.read(id);
    if (dialog === undefined) throw new Error('a dialog is never deleted from our database');
    if (theirs.deletedAt && dialog.projection.isDeleted) return { dialog, revision: undefined };
    const known = new Set([...theirs.activities, ...theirs.transmissions].map((entry) => entry.id));
    const newEntries = (await this.historyOf(dialog, 0)).filter((recorded) => !known.has(recorded.id));
    const replacement = dialog.projection.toReplace(newEntries, this.context());
    if (newEntries.length === 0 && theirs.status === replacement.status) return { dialog, revision: theirs.revision };
    try {
      return { dialog, revision: (await this.dialogporten.replace(id, replacement, theirs.revision)).revision };
    } catch (error) {
      if (isRemediedByReading(error) && attemptsLeft > 0) return this.catchUp(dialog, attemptsLeft - 1);
      throw error;
    }
  }

  private async remove({ dialog, revision }: Sent): Promise<void> {
    try {
      await this.dialogporten.remove(dialog.id, revision);
    } catch (error) {
      if (!isDeletedThere(error)) throw error;
    }
  }

  /** @throws {DialogportenError} `gone`, when Dialogporten was found not to have the dialog any more. */
  private async read(dialogId: string): Promise<Deliverable | undefined> {
    const row = await this.database.run((queries) => findDialogRow(queries, dialogId));
    if (row === undefined) return undefined;
    if (row.goneAt !== null && row.deliveredVersion < row.version) {
      throw new DialogportenError('gone', 'Dialogporten no longer has the dialog');
    }
    return { ...row, revision: row.revision ?? undefined, projection: this.projections.of(row) };
  }

  private historyOf(dialog: Deliverable, after: number) {
    return this.database.run((queries) => findHistory(queries, dialog.id, { after, until: dialog.version }));
  }

  private context(): ProjectionContext {
    return { publicUrl: this.settings.PUBLIC_URL, now: this.clock.now() };
  }
}

function isRemediedByReading(error: unknown): boolean {
  return error instanceof DialogportenError && (error.remedy === 'stale' || error.remedy === 'done-before');
}

function isDeletedThere(error: unknown): boolean {
  return error instanceof DialogportenError && error.remedy === 'gone';
}
