import { DialogportenError } from '../dialogporten/dialogporten-error.js';

/** The first wait of a dialog whose attempt failed, in seconds; it doubles with each failure, up to the longest. */
const firstSeconds = 0.5;

/** As long as this, in seconds, a 202 can still be kept once what was wrong has ended. */
const longestSeconds = 5;

/** A dialog that fails for a reason of its own, so many times in a row, is from then on retried slowly. */
const manyFailures = 10;
const longestSlowSeconds = 300;

/** How long, in seconds, a dialog waits before its next attempt: exponential backoff with jitter, or as we were asked to. */
export function retryDelay(attempts: number, error: unknown, random: () => number): number {
  const { obstacle, isSlow = false, retryAfterMs = 0 } = error instanceof DialogportenError ? error : {};
  const slowAfter = obstacle === 'dialog' ? (isSlow ? 0 : manyFailures) : Infinity;
  const longest = attempts >= slowAfter ? longestSlowSeconds : longestSeconds;
  const backoff = Math.min(firstSeconds * 2 ** Math.min(attempts, 16), longest);
  return Math.max(backoff * (0.5 + random() / 2), Math.min(retryAfterMs / 1000, longestSlowSeconds));
}
