import { Problem } from './problem.js';

/** How long, in milliseconds, a request waits for its turn: others of the same caller wait for something that does not come. */
const longestWaitMs = 8_000;

/** The waiting requests of one caller take no more memory than so many do. */
const mostWaiting = 1_000;

interface Queue {
  running: number;
  readonly waiting: (() => void)[];
}

/** How many turns there are. */
export interface TurnLimits {
  /** How many a caller may have at a time. */
  readonly ofCaller: number;
  /** How many all callers may have together. */
  readonly altogether: number;
  /** How long one waits for its turn at the most, in milliseconds. Default: 8 s. */
  readonly waitMs?: number;
}

/**
 * Lets each caller have a few requests at work at a time; the others wait for their turn. So no caller takes all of the
 * connections to our database, however much they send at once. Those that wait do not count among all that are at work.
 */
export class Turns {
  private readonly queues = new Map<string, Queue>();
  private running = 0;

  constructor(private readonly limits: TurnLimits) {}

  /** Whether as many requests are at work as may be: no other one should come in. */
  get areTaken(): boolean {
    return this.running >= this.limits.altogether;
  }

  /**
   * Takes a turn: at once, or after a while.
   *
   * @returns `undefined` where it is the caller's turn now; `false` where too many are waiting already. Rejects with the
   * {@link Problem} `unavailable` where the turn does not come in time.
   */
  take(caller: string): Promise<void> | undefined | false {
    const queue = this.queues.get(caller);
    if (queue === undefined || queue.running < this.limits.ofCaller) {
      this.running += 1;
      if (queue === undefined) this.queues.set(caller, { running: 1, waiting: [] });
      else queue.running += 1;
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
      const timer = setTimeout(giveUp, this.limits.waitMs ?? longestWaitMs).unref();
      waiting.push(begin);
    });
  }

  /** Ends a turn that was taken, which is the next one's then. */
  end(caller: string): void {
    const queue = this.queues.get(caller);
    if (queue === undefined) return;
    const next = queue.waiting.shift();
    if (next !== undefined) return next();
    this.running -= 1;
    if (queue.running > 1) queue.running -= 1;
    else this.queues.delete(caller);
  }
}
