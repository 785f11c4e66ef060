import { timestampOfUuidVersion7 } from '../validation/identifiers.js';
import { type Exchange, isObject } from './recording.js';

const told = new Set(['createdAt', 'updatedAt', 'contentUpdatedAt', 'deletedAt', 'seenAt']);
const expired = /Dialog expired at (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)/;
const furthestStepMs = 60_000;

/**
 * The stand-in's clock during a replay. Recordings have no moments of their own, so it goes by what the answers tell, and
 * one millisecond on for each exchange that tells nothing: never back.
 */
export class ReplayClock {
  #time: number;
  readonly #expiries: readonly string[];

  /** @param exchanges the first that tells its moment says where the clock starts */
  constructor(exchanges: readonly Exchange[]) {
    const [first] = exchanges.flatMap(({ answer }) => momentsIn(answer.body));
    this.#expiries = exchanges.flatMap(({ body }) =>
      isObject(body) && typeof body['expiresAt'] === 'string' ? body['expiresAt'] : [],
    );
    this.#time = (first ?? Date.now()) - 1;
  }

  get now(): Date {
    return new Date(this.#time);
  }

  /** Goes on to the moment of an exchange. */
  reach({ answer }: Exchange): void {
    const within = [...momentsIn(answer.body), ...this.#expiryIn(answer.body)].filter(
      (time) => time <= this.#time + furthestStepMs,
    );
    this.#time = Math.max(this.#time + 1, ...within);
  }

  /**
   * The moment at which a dialog expired, when a refusal names it: the refusal has seconds, the request that set it is
   * more precise.
   */
  #expiryIn(body: unknown): number[] {
    const [, second] = expired.exec(JSON.stringify(body ?? '')) ?? [];
    const exact = this.#expiries.find((expiry) => second !== undefined && expiry.startsWith(second));
    return exact === undefined ? [] : [Date.parse(exact) + 1];
  }

  /** Goes on to the moment that the id was made at. */
  reachId(id: string): void {
    this.#time = Math.max(this.#time + 1, timestampOfUuidVersion7(id) ?? 0);
  }

  /** Does something at another time, and comes back. */
  async at<T>(milliseconds: number, action: () => Promise<T>): Promise<T> {
    const present = this.#time;
    this.#time += milliseconds;
    try {
      return await action();
    } finally {
      this.#time = present;
    }
  }
}

function momentsIn(body: unknown): number[] {
  if (typeof body === 'string') return [timestampOfUuidVersion7(body) ?? []].flat();
  if (Array.isArray(body)) return body.flatMap(momentsIn);
  if (!isObject(body)) return [];
  return Object.entries(body).flatMap(([name, value]) => {
    if (typeof value === 'string') return told.has(name) ? [Date.parse(value)] : [];
    return momentsIn(value);
  });
}
