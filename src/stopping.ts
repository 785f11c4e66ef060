import { constants } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { Readiness } from './operations/readiness.js';

/** How long, in milliseconds, the service may take to stop, once it has begun to: Docker waits for ten seconds. */
const stopWithinMs = 8_500;

const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

export interface StoppingOptions {
  /** How long the service is still there for requests, though it says that it is not ready, in milliseconds. */
  readonly delayMs: number;
  readonly logger: Logger;
}

/**
 * Stops the service when the process is told to. From then on it is not ready; it serves requests for a while, so that
 * every proxy hears of that before the port is closed, and then answers what it has. A second signal ends that while.
 *
 * Something that keeps it from stopping is cut off after a time: what was accepted is in the database, and another
 * process delivers it.
 */
export function stopOnSignals(app: NestFastifyApplication, { delayMs, logger }: StoppingOptions): void {
  const hurry = new AbortController();
  let isStopping = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (isStopping) return hurry.abort();
    isStopping = true;
    logger.info({ msg: 'stopping', signal, delayMs });
    app.get(Readiness).stop();
    app.getHttpAdapter().getInstance().endConnections();
    void stop(signal);
  };
  const stop = async (signal: NodeJS.Signals) => {
    // The wait ends in the same way, on time or cut short.
    await pause(delayMs, undefined, { signal: hurry.signal }).catch(() => undefined);
    const cutOff = setTimeout(() => {
      logger.error({ msg: 'stopping took too long, and is cut off' });
      process.exit(1);
    }, stopWithinMs);
    try {
      await app.close();
    } catch (err) {
      logger.error({ msg: 'stopping failed', err });
      process.exit(1);
    }
    clearTimeout(cutOff);
    for (const each of signals) process.off(each, onSignal);
    // Our parent process learns by which signal we ended.
    process.kill(process.pid, signal);
    // The first process of a container is not ended by its own signal.
    process.exit(128 + constants.signals[signal]);
  };
  for (const each of signals) process.on(each, onSignal);
}
