import pLimit, { type LimitFunction } from 'p-limit';
import { settlesWithin } from '../config/settles-within.js';
import { Problem } from '../http/problem.js';

/** How long, in milliseconds, somebody waits for those before, before being told to come again. */
const patienceMs = 6_000;

/**
 * Lets those who want the same thing go one after the other, so that while they wait for one another they hold nothing
 * that others need; and only so many at the same time altogether.
 */
export class Turns {
  private readonly last = new Map<string, Promise<void>>();
  private readonly limit: LimitFunction;

  constructor(atTheSameTime: number) {
    this.limit = pLimit(atTheSameTime);
  }

  /** @throws {Problem} `unavailable`, when it takes too long until it is this one's turn. */
  async take<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.last.get(key);
    let end!: () => void;
    const own = new Promise<void>((resolve) => (end = resolve));
    const until = before === undefined ? own : before.then(() => own);
    this.last.set(key, until);
    try {
      if (before !== undefined && !(await settlesWithin(patienceMs, before))) {
        throw new Problem('unavailable', { headers: { 'Retry-After': '1' } });
      }
      return await this.limit(work);
    } finally {
      end();
      if (this.last.get(key) === until) this.last.delete(key);
    }
  }
}
