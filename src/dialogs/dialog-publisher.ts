import { Injectable } from '@nestjs/common';
import { Clock } from '../config/clock.js';
import { Settings } from '../config/settings.js';
import { Database } from '../database/database.js';
import { DialogportenClient } from '../dialogporten/dialogporten-client.js';
import { DialogportenError } from '../dialogporten/dialogporten-error.js';
import type { Dialog } from './dialog.js';
import { findDialog, findHistory } from './dialogs.repository.js';
import type { RecordedEntry } from './history.js';
import { isDeleted } from './licence.js';
import { type ProjectionContext, toCreate, toReplace } from './projection.js';

/** A change that has just been committed: the dialog as it is now, what it put into the history, and its job. */
export interface CommittedChange {
  readonly dialog: Dialog;
  readonly news: readonly RecordedEntry[];
  readonly jobId: string;
}

/** Which version of a dialog Dialogporten has, and the revision that it has there. */
export interface Published {
  readonly id: string;
  readonly version: number;
  readonly revision: string | undefined;
}

/** What Dialogporten has been sent, and the revision that this made there. */
interface Sent {
  readonly dialog: Dialog;
  readonly revision: string | undefined;
}

/** How often one attempt re-reads a dialog that somebody else is changing at the same time. */
const rereads = 5;

/**
 * Brings Dialogporten to the state that our database holds. It reads the state when it runs, and chooses no id itself,
 * so running it twice, late, or in two processes at once is harmless.
 */
@Injectable()
export class DialogPublisher {
  constructor(
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly dialogporten: DialogportenClient,
  ) {}

  /**
   * Brings Dialogporten to the newest version of a dialog. That it is there now is for the caller to save: until then a
   * repeat finds out by itself, at the cost of a few calls.
   *
   * @param committed the newest version, where the caller has it in hand; else it is read
   * @returns what Dialogporten has now; nothing, when it had the newest version already.
   * @throws {DialogportenError} when Dialogporten could not be brought there; its `remedy` says what helps.
   */
  async publish(dialogId: string, committed?: CommittedChange): Promise<Published | undefined> {
    const isAllNews = committed !== undefined && committed.dialog.publishedVersion === committed.dialog.version - 1;
    const dialog = isAllNews ? committed.dialog : await this.database.run((queries) => findDialog(queries, dialogId));
    if (dialog === undefined || dialog.publishedVersion >= dialog.version) return undefined;
    if (dialog.goneAt !== undefined) throw new DialogportenError('gone', 'Dialogporten no longer has the dialog');
    const news = isAllNews ? committed.news : await this.historyOf(dialog, dialog.publishedVersion);
    const sent = await this.send(dialog, news);
    if (isDeleted(sent.dialog.licence)) await this.remove(sent);
    return { id: dialogId, version: sent.dialog.version, revision: sent.revision };
  }

  /** The usual way: one call, on the assumption that nobody has changed the dialog there since we did. */
  private async send(dialog: Dialog, news: readonly RecordedEntry[]): Promise<Sent> {
    try {
      const { revision } =
        dialog.publishedVersion === 0
          ? await this.dialogporten.create(toCreate(dialog, news, this.context()))
          : await this.dialogporten.replace(dialog.id, toReplace(dialog, news, this.context()), dialog.revision);
      return { dialog, revision };
    } catch (error) {
      if (isRemediedByReading(error)) return this.catchUp(dialog, rereads);
      if (isDeletedThere(error)) return this.deletedByUs(dialog, error);
      throw error;
    }
  }

  /** That it is gone from there is as it should be, if we have deleted it, here or in another replica meanwhile. */
  private async deletedByUs({ id }: Pick<Dialog, 'id'>, error: unknown): Promise<Sent> {
    const dialog = await this.database.run((queries) => findDialog(queries, id));
    if (dialog === undefined || !isDeleted(dialog.licence)) throw error;
    return { dialog, revision: undefined };
  }

  /**
   * The way when that assumption was wrong, or an earlier attempt got through: see what is there, and add the rest. Ours
   * is read after theirs: whatever of ours is there already, from another replica too, is then in what we send.
   */
  private async catchUp({ id }: Pick<Dialog, 'id'>, attemptsLeft: number): Promise<Sent> {
    const theirs = await this.dialogporten.get(id);
    const dialog = await this.database.run((queries) => findDialog(queries, id));
    if (dialog === undefined) throw new Error('a dialog is never deleted from our database');
    if (theirs.deletedAt && isDeleted(dialog.licence)) return { dialog, revision: undefined };
    const known = new Set([...theirs.activities, ...theirs.transmissions].map((entry) => entry.id));
    const news = (await this.historyOf(dialog, 0)).filter((recorded) => !known.has(recorded.id));
    const replacement = toReplace(dialog, news, this.context());
    if (news.length === 0 && theirs.status === replacement.status) return { dialog, revision: theirs.revision };
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

  private historyOf(dialog: Dialog, after: number) {
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
