import { setTimeout as pause } from 'node:timers/promises';

/** So many rows one statement removes at the most: it holds no lock for long, and leaves room for others between two. */
export const batchSize = 1_000;

/** How long, in milliseconds, others have the database for themselves between two batches. */
const pauseMs = 50;

/** Does a batch after the other, until one says that there is no more, or it is to stop. */
export async function inBatches(
  stopping: AbortSignal,
  batch: () => Promise<{ readonly isLast: boolean }>,
): Promise<void> {
  while (!stopping.aborted && !(await batch()).isLast) await pause(pauseMs);
}
