import { Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Clock } from '../config/clock.js';
import { Database } from '../database/database.js';
import { appendHistory, lockDialog, recordOpening, saveChange } from './dialogs.repository.js';
import { type Actor, openedEntry } from './history.js';
import { isDeleted } from './licence.js';
import { Publications } from './publications.js';
import { PublishJobs } from './publish-jobs.js';
import { newId } from './uuid-v7.js';

/** How many openings are remembered without asking the database. */
const remembered = 10_000;

/** Tells Dialogporten who has opened which transmission: once for each actor, and behind the reader's back. */
@Injectable()
export class TransmissionOpenings {
  private readonly logger = new Logger(TransmissionOpenings.name);
  private readonly reported = new LRUCache<string, true>({ max: remembered });

  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly jobs: PublishJobs,
    private readonly publications: Publications,
  ) {}

  /** Returns at once. If the report cannot be stored, the next opening by the same actor makes it. */
  report(dialogId: string, transmissionId: string, actor: Extract<Actor, { actorId: string }>): void {
    const key = `${transmissionId} ${actor.actorId}`;
    if (this.reported.has(key)) return;
    this.reported.set(key, true);
    this.store(dialogId, transmissionId, actor).catch((error: Error) => {
      this.reported.delete(key);
      this.logger.warn({ msg: 'an opening was not stored', transmissionId, reason: error.message });
    });
  }

  private async store(dialogId: string, transmissionId: string, actor: Extract<Actor, { actorId: string }>) {
    const committed = await this.database.transaction(async ({ queries, raw }) => {
      const dialog = await lockDialog(queries, dialogId);
      if (dialog === undefined || isDeleted(dialog.licence) || dialog.goneAt !== undefined) return undefined;
      if (!(await recordOpening(queries, transmissionId, actor.actorId))) return undefined;
      const version = dialog.version + 1;
      const now = this.clock.now();
      const changed = { ...dialog, version };
      const news = [{ id: newId(now), version, entry: openedEntry(transmissionId, actor), happenedAt: now }];
      await saveChange(queries, changed, now);
      await appendHistory(queries, dialogId, news);
      return { dialog: changed, news, jobId: await this.jobs.enqueue(raw, dialogId, this.publications.dueInSeconds) };
    });
    if (committed !== undefined) await this.publications.begin(committed);
  }
}
