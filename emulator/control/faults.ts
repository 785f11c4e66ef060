/** One way to misbehave, for the requests that it matches. */
export interface Fault {
  /** `METHOD /path/prefix` or `/path/prefix`; none: every request. */
  readonly match?: string;
  /** How many requests it lasts for; none: until it is cleared. */
  readonly times?: number;
  /** Wait this long before anything else. */
  readonly latencyMs?: number;
  /** Answer with this status. */
  readonly status?: number;
  /**
   * Dialogporten's own validation errors by field, in its problem details. Without them the response is that of a
   * gateway in front of it, which knows nothing of dialogs.
   */
  readonly errors?: Readonly<Record<string, readonly string[]>>;
  /** The `Retry-After` that goes with the status. */
  readonly retryAfterSeconds?: number;
  /** Close the connection without an answer. */
  readonly absent?: true;
  /**
   * Perform the request first, and then spoil its answer: with `status` the caller gets that, without it the connection
   * is closed. Either way the caller does not learn that it succeeded.
   */
  readonly after?: 'commit';
}

/** The faults in force. Of several that match a request the first one strikes. */
export class Faults {
  #faults: Fault[] = [];

  /** Replaces all faults. */
  set(faults: readonly Fault[]): void {
    this.#faults = [...faults];
  }

  clear(): void {
    this.#faults = [];
  }

  /** The faults still in force, `times` counted down. */
  list(): readonly Fault[] {
    return this.#faults;
  }

  /** The fault that strikes this request; it is one `times` nearer its end. */
  strike(method: string, path: string): Fault | undefined {
    const position = this.#faults.findIndex((fault) => isMatch(fault.match, method, path));
    const fault = this.#faults[position];
    if (fault?.times !== undefined) {
      const spent: Fault[] = fault.times > 1 ? [{ ...fault, times: fault.times - 1 }] : [];
      this.#faults.splice(position, 1, ...spent);
    }
    return fault;
  }
}

function isMatch(match: string | undefined, method: string, path: string): boolean {
  return (
    match === undefined || (match.startsWith('/') ? path.startsWith(match) : `${method} ${path}`.startsWith(match))
  );
}
