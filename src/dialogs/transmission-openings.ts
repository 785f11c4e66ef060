import { Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Transaction } from '../database/database.js';
import { recordOpening } from './dialogs.repository.js';
import { DialogsService } from './dialogs.service.js';
import { type ActorWithUrn, openedEntry } from './history.js';

/** How many openings are remembered without asking the database. */
const remembered = 10_000;

/** Tells Dialogporten who has opened which transmission: once for each actor, without delaying the reader. */
@Injectable()
export class TransmissionOpenings {
  private readonly logger = new Logger(TransmissionOpenings.name);
  private readonly reported = new LRUCache<string, true>({ max: remembered });

  constructor(private readonly dialogs: DialogsService) {}

  /** Returns at once. If the report cannot be stored, the next opening by the same actor makes it. */
  report(dialogId: string, transmissionId: string, actor: ActorWithUrn, traceId?: string): void {
    const key = `${transmissionId} ${actor.actorId}`;
    if (this.reported.has(key)) return;
    this.reported.set(key, true);
    const isFirst = ({ queries }: Transaction) => recordOpening(queries, transmissionId, actor.actorId);
    const opening = { name: `opened ${key}`, isNew: isFirst, traceId };
    this.dialogs.append(dialogId, openedEntry(transmissionId, actor), opening).catch((error: Error) => {
      this.reported.delete(key);
      this.logger.warn({ msg: 'an opening was not stored', transmissionId, reason: error.message });
    });
  }
}
