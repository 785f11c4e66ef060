import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../database/database.js';
import { Deliveries } from '../delivery/deliveries.js';
import type { Outcome } from '../delivery/delivery.js';
import type { FirstAttempt } from '../delivery/first-attempt.js';
import type { DialogDefinition } from './dialog-definition.js';
import type { Dialog } from './dialog.js';
import { findTransmissions, type SavedChange } from './dialogs.repository.js';
import type { HistoryEntry } from './history.js';
import { projectionOf } from './projection.js';
import { newId } from './uuid-v7.js';

/** What is to be written down: a dialog that has changed, and what happened. */
export interface Change {
  readonly definition: DialogDefinition;
  readonly dialog: Dialog;
  readonly entries: readonly HistoryEntry[];
  readonly at: Date;
}

/** Starts to deliver a change, once it is committed. */
export type BeginDelivery = () => Promise<Outcome>;

/** A transaction in which a dialog changes. */
export interface ChangeTransaction extends Transaction {
  /**
   * Writes a change down, with what happened and that it is to be delivered.
   *
   * @param save stores all of that: what a new dialog needs is another statement than what a known one does
   */
  write(change: Change, save: (saved: SavedChange) => void | Promise<void>): Promise<BeginDelivery>;
}

/** Where changes are written down: a dialog's new state and its delivery are committed together, or not at all. */
@Injectable()
export class ChangeTransactions {
  constructor(
    private readonly database: Database,
    private readonly deliveries: Deliveries,
  ) {}

  /**
   * Runs a transaction in which a dialog changes. If it is not committed, nothing is left reserved for its delivery.
   *
   * @param locks the dialog that it begins by locking, if any: see {@link Database.transaction}
   */
  async run<Result>(work: (transaction: ChangeTransaction) => Promise<Result>, locks?: string): Promise<Result> {
    let attempt: FirstAttempt | undefined;
    const reserve = (dialogId: string) => (attempt = this.deliveries.reserve(dialogId));
    try {
      return await this.database.transaction((transaction) => {
        const { queries } = transaction;
        return work({ ...transaction, write: (change, save) => write(queries, change, reserve, save) });
      }, locks);
    } catch (error) {
      attempt?.cancel();
      throw error;
    }
  }
}

/** @param reserve decides whether this process delivers the dialog right after the commit. */
async function write(
  queries: Transaction['queries'],
  { definition, dialog, entries, at }: Change,
  reserve: (dialogId: string) => FirstAttempt,
  save: (saved: SavedChange) => void | Promise<void>,
): Promise<BeginDelivery> {
  const { id, version } = dialog;
  const related = await withRelated(queries, id, entries);
  const newEntries = related.map((entry) => ({ id: newId(at), version, entry, happenedAt: at }));
  const projection = projectionOf(definition, dialog);
  const attempt = reserve(id);
  await save({ dialog, newEntries, dueInSeconds: attempt.dueInSeconds });
  return () => attempt.begin({ dialog: { ...dialog, projection }, newEntries });
}

/** The entries, with the ids of the transmissions that they follow from. */
async function withRelated(
  queries: Transaction['queries'],
  dialogId: string,
  entries: readonly HistoryEntry[],
): Promise<readonly HistoryEntry[]> {
  if (!entries.some((entry) => entry.kind === 'transmission' && entry.follows !== undefined)) return entries;
  const earlier = await findTransmissions(queries, dialogId);
  return entries.map((entry) => {
    if (entry.kind !== 'transmission' || entry.follows === undefined) return entry;
    const found = earlier.find(
      (each) => each.entry.kind === 'transmission' && each.entry.transmission === entry.follows,
    );
    return found === undefined ? entry : { ...entry, relatedTransmissionId: found.id };
  });
}
