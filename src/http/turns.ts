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

  /** @param atOnce how many turns a caller may have at a time. */
  constructor(private readonly atOnce: number) {}

  /**
   * Takes a turn: at once, or after a while.
   *
   * @returns `undefined` where it is the caller's turn now; `false` where too many are waiting already.
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
    return new Promise((resolve) => queue.waiting.push(resolve));
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
