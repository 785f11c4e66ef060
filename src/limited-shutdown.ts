import type { Logger } from 'pino';

/** How long, in milliseconds, everything together may take to stop: orchestrators wait for ten seconds. */
const stopWithinMs = 8_500;

/**
 * Ends the process some time after it was told to stop, although something keeps it from stopping. What was accepted is in
 * the database, and another process delivers it.
 */
export function limitShutdown(logger: Logger): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      const leave = () => {
        logger.error({ msg: 'stopping took too long, and is cut off' });
        process.exit(1);
      };
      setTimeout(leave, stopWithinMs).unref();
    });
  }
}
