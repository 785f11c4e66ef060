/** One request that reached the platform. It holds no body, query string or other header: those may be personal. */
export interface LoggedRequest {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  /** The trace that the caller says it is a part of (W3C Trace Context). */
  readonly traceparent: string | null;
  /** Null as long as the caller has no answer: still at work, or cut off by a fault. */
  readonly status: number | null;
}

const mostEntries = 10_000;

/** The latest requests, in the order in which they came. */
export class RequestLog {
  #entries: { -readonly [Key in keyof LoggedRequest]: LoggedRequest[Key] }[] = [];

  /** Enters a request, and returns what enters its answer. */
  enter(
    at: Date,
    { method, path, traceparent }: Pick<LoggedRequest, 'method' | 'path' | 'traceparent'>,
  ): (status: number) => void {
    const entry = { at: at.toISOString(), method, path, traceparent, status: null as number | null };
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
