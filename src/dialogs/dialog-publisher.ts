import { Injectable } from '@nestjs/common';
import { Clock } from '../config/clock.js';
import { Settings } from '../config/settings.js';
import { Database } from '../database/database.js';
import { DialogportenClient } from '../dialogporten/dialogporten-client.js';
import { DialogportenError } from '../dialogporten/dialogporten-error.js';
import type { Dialog } from './dialog.js';
import { findDialog, findHistory, savePublished } from './dialogs.repository.js';
import { isDeleted } from './licence.js';
import { type ProjectionContext, toCreate, toReplace } from './projection.js';

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
   * @returns false when there was nothing to do: Dialogporten has our newest version already, or is known to have the
   * dialog no longer.
   * @throws {DialogportenError} when Dialogporten could not be brought there; its `remedy` says what helps.
   */
  async publish(dialogId: string): Promise<boolean> {
    const dialog = await this.database.run((queries) => findDialog(queries, dialogId));
    if (dialog === undefined || dialog.goneAt !== undefined || dialog.publishedVersion >= dialog.version) return false;
    const revision = await this.send(dialog);
    if (isDeleted(dialog.licence)) await this.remove(dialog, revision);
    await this.database.run((queries) => savePublished(queries, { id: dialog.id, version: dialog.version, revision }));
    return true;
  }

  /** The usual way: one call, on the assumption that nobody has changed the dialog there since we did. */
  private async send(dialog: Dialog): Promise<string | undefined> {
    const news = await this.historyOf(dialog, dialog.publishedVersion);
    try {
      const { revision } =
        dialog.publishedVersion === 0
          ? await this.dialogporten.create(toCreate(dialog, news, this.context()))
          : await this.dialogporten.replace(dialog.id, toReplace(dialog, news, this.context()), dialog.revision);
      return revision;
    } catch (error) {
      if (isRemediedByReading(error)) return this.catchUp(dialog, rereads);
      if (isDeleted(dialog.licence) && isDeletedThere(error)) return undefined;
      throw error;
    }
  }

  /** The way when that assumption was wrong, or an earlier attempt got through: see what is there, and add the rest. */
  private async catchUp(dialog: Dialog, attemptsLeft: number): Promise<string | undefined> {
    const theirs = await this.dialogporten.get(dialog.id);
    if (theirs.deletedAt && isDeleted(dialog.licence)) return undefined;
    const known = new Set([...theirs.activities, ...theirs.transmissions].map(({ id }) => id));
    const news = (await this.historyOf(dialog, 0)).filter(({ id }) => !known.has(id));
    if (news.length === 0) return theirs.revision;
    try {
      const replacement = toReplace(dialog, news, this.context());
      return (await this.dialogporten.replace(dialog.id, replacement, theirs.revision)).revision;
    } catch (error) {
      if (isRemediedByReading(error) && attemptsLeft > 0) return this.catchUp(dialog, attemptsLeft - 1);
      throw error;
    }
  }

  private async remove(dialog: Dialog, revision: string | undefined): Promise<void> {
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
