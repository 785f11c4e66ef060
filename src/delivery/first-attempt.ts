import type { HistoryRow } from '../database/schema.js';
import type { Outcome } from './delivery.js';
import type { Deliverable } from './sender.js';

/** A change that has just been committed: the dialog as it is now, and what it put into the history. */
export interface CommittedChange {
  readonly dialog: Deliverable;
  readonly newEntries: readonly HistoryRow[];
}

/** What this process will do about a change that is about to be committed. */
export interface FirstAttempt {
  /** When the relay is to look at the dialog, in seconds from now: it is left to this process for a lease, or due at once. */
  readonly dueInSeconds: number;
  /**
   * The change is committed.
   *
   * @returns what becomes of it. It rejects with a `Problem`, `upstream-refused` or `gone` when no further attempt
   * will help.
   */
  begin(committed: CommittedChange): Promise<Outcome>;
  /** It was not committed after all. */
  cancel(): void;
}
