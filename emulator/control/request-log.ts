/** One request that reached the platform. It holds neither bodies, headers nor query strings: those may be personal. */
export interface LoggedRequest {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  /** Null as long as the caller has no answer: still at work, or cut off by a fault. */
  readonly status: number | null;
}

const mostEntries = 10_000;

/** The latest requests, in the order in which they came. */
export class RequestLog {
  #entries: { -readonly [Key in keyof LoggedRequest]: LoggedRequest[Key] }[] = [];

  /** Enters a request, and returns what enters its answer. */
  enter(at: Date, method: string, path: string): (status: number) => void {
    const entry = { at: at.toISOString(), method, path, status: null as number | null };
    if (this.#entries.length === mostEntries) this.#entries = this.#entries.slice(mostEntries / 2);
    this.#entries.push(entry);
    return (status) => {
      entry.status = status;
    };
  }

  list(): readonly LoggedRequest[] {
    return this.#entries;
  }

  clear(): void {
    this.#entries = [];
  }
}
