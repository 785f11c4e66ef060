import { settlesWithin } from '../timers/periodic.js';
import { Problem } from '../http/problem.js';

/** How long, in milliseconds, a caller waits for its turn before being told to come again. */
const patienceMs = 6_000;

/**
 * Queues work by key: work with the same key runs one after the other, holds no connection while it waits, and the
 * total at the same time is limited. Every wait is bounded.
 */
export class KeyedQueue {
  private readonly last = new Map<string, Promise<void>>();
  private readonly waiting = new Set<() => void>();
  private running = 0;

  constructor(private readonly atTheSameTime: number) {}

  /** @throws {Problem} `unavailable`, when it takes too long until it is this one's turn. */
  async take<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const until = performance.now() + patienceMs;
    const before = this.last.get(key);
    let end!: () => void;
    const own = new Promise<void>((resolve) => (end = resolve));
    const ended = before === undefined ? own : before.then(() => own);
    this.last.set(key, ended);
    try {
      if (before !== undefined && !(await settlesWithin(patienceMs, before))) throw tooLong();
      await this.start(until - performance.now());
      return await work().finally(() => this.next());
    } finally {
      end();
      if (this.last.get(key) === ended) this.last.delete(key);
    }
  }

  /** Waits until there are fewer at work than there may be. */
  private async start(withinMs: number): Promise<void> {
    if (this.running < this.atTheSameTime) {
      this.running += 1;
      return;
    }
    let begin!: () => void;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    this.waiting.add(begin);
    await settlesWithin(Math.max(0, withinMs), begun);
    // A caller that was let in while the time ran out is in.
    if (this.waiting.delete(begin)) throw tooLong();
  }

  private next(): void {
    const [begin] = this.waiting;
    if (begin === undefined) {
      this.running -= 1;
      return;
    }
    this.waiting.delete(begin);
    begin();
  }
}

function tooLong(): Problem {
  return new Problem('unavailable', { headers: { 'Retry-After': '1' } });
}
