import { setTimeout as pause } from 'node:timers/promises';

/** Most rows that one statement changes: it holds no lock for long, and leaves room for others between two. */
export const batchSize = 1_000;

/** How long, in milliseconds, others have the database for themselves between two batches. */
const pauseMs = 50;

/** Outcome of a batch. */
export interface BatchResult {
  /** There is no more. */
  readonly isLast: boolean;
  /** How long, in milliseconds, to wait before the next one, where a short pause is not enough. */
  readonly pauseMs?: number;
}

/** Does a batch after the other, until one says that there is no more, or it is to stop. */
export async function inBatches(stopping: AbortSignal, batch: () => Promise<BatchResult>): Promise<void> {
  while (!stopping.aborted) {
    const result = await batch();
    if (result.isLast) return;
    await pause(Math.max(pauseMs, result.pauseMs ?? 0), undefined, { signal: stopping }).catch(() => undefined);
  }
}
