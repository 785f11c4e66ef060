import { Problem } from './problem.js';

/** How long, in milliseconds, a request waits for its turn: others of the same caller wait for something that does not come. */
const longestWaitMs = 8_000;

/** Nobody's waiting requests may take more memory than this many do. */
const mostWaiting = 1_000;

interface Queue {
  running: number;
  readonly waiting: (() => void)[];
}

/**
 * Lets each caller have a few requests at work at a time; the others wait for their turn. So nobody takes all of the
 * connections to our database, however much they send at once.
 */
export class Turns {
  private readonly queues = new Map<string, Queue>();

  /**
   * @param atOnce how many turns a caller may have at a time
   * @param waitMs how long one waits at the most, in milliseconds
   */
  constructor(
    private readonly atOnce: number,
    private readonly waitMs = longestWaitMs,
  ) {}

  /**
   * Takes a turn: at once, or after a while.
   *
   * @returns `undefined` where it is the caller's turn now; `false` where too many are waiting already. Rejects with the
   * {@link Problem} `unavailable` where the turn does not come in time.
   */
  take(caller: string): Promise<void> | undefined | false {
    const queue = this.queues.get(caller);
    if (queue === undefined) {
      this.queues.set(caller, { running: 1, waiting: [] });
      return undefined;
    }
    if (queue.running < this.atOnce) {
      queue.running += 1;
      return undefined;
    }
    if (queue.waiting.length >= mostWaiting) return false;
    const { waiting } = queue;
    return new Promise((resolve, reject) => {
      const begin = () => {
        clearTimeout(timer);
        resolve();
      };
      const giveUp = () => {
        waiting.splice(waiting.indexOf(begin), 1);
        reject(new Problem('unavailable', { headers: { 'Retry-After': '1' } }));
      };
      const timer = setTimeout(giveUp, this.waitMs).unref();
      waiting.push(begin);
    });
  }

  /** Ends a turn that was taken, which is the next one's then. */
  end(caller: string): void {
    const queue = this.queues.get(caller);
    if (queue === undefined) return;
    const next = queue.waiting.shift();
    if (next !== undefined) next();
    else if (queue.running > 1) queue.running -= 1;
    else this.queues.delete(caller);
  }
}
