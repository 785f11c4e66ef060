import { Logger } from '@nestjs/common';

/** A task that is repeated at an interval. */
export interface PeriodicOptions {
  /** How the log names it. */
  readonly name: string;
  /** The time from the end of one round to the start of the next, in milliseconds. */
  readonly everyMs: number;
  /** `stopping` says when no further step of it is to be begun. */
  readonly work: (stopping: AbortSignal) => Promise<unknown>;
}

/** How long, in milliseconds, a round may take to finish when the process is to stop. */
const finishWithinMs = 2_000;

/**
 * Does something again and again, the first time at once. Rounds never overlap, however long one takes, and one that
 * fails is followed by the next: the log has a line when they begin to fail, and one when they succeed again.
 *
 * @example
 * private readonly cleaning = new Periodic({ name: 'cleaning', everyMs: 60_000, work: () => this.clean() });
 */
export class Periodic {
  private readonly logger = new Logger(Periodic.name);
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();
  private readonly stopping = new AbortController();
  private isFailing = false;

  constructor(private readonly options: PeriodicOptions) {}

  start(): void {
    this.round = this.doOnce();
  }

  /** Begins no further round, and waits a little for the one that is under way. */
  async stop(): Promise<void> {
    this.stopping.abort();
    clearTimeout(this.timer);
    await settlesWithin(finishWithinMs, this.round);
  }

  private async doOnce(): Promise<void> {
    const { name, everyMs, work } = this.options;
    const { signal } = this.stopping;
    try {
      await work(signal);
      if (this.isFailing) this.logger.log({ msg: 'a periodic task succeeds again', task: name });
      this.isFailing = false;
    } catch (error) {
      const { message: reason } = error as Error;
      if (!this.isFailing) this.logger.warn({ msg: 'a periodic task fails', task: name, reason });
      this.isFailing = true;
    }
    if (!signal.aborted) this.timer = setTimeout(() => this.start(), everyMs).unref();
  }
}

/**
 * Whether something settles in that time; if not, it is left to itself. A failure counts as settled, and is not
 * reported: a caller that needs it waits for `work` too.
 *
 * @example if (!(await settlesWithin(2_000, pool.end()))) destroySockets();
 */
export async function settlesWithin(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, milliseconds, false);
  });
  const settled = work.then(
    () => true,
    () => true,
  );
  return Promise.race([settled, timeout]).finally(() => clearTimeout(timer));
}
