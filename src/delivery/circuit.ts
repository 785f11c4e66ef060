/** How a {@link Circuit} counts and waits. Times are in milliseconds. */
export interface CircuitOptions {
  /** So many failures in a row open it. */
  readonly threshold: number;
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  readonly now: () => number;
  /** At least 0 and below 1; keeps the replicas from trying in step. */
  readonly random: () => number;
}

/** What a system that asks us to wait is heeded for at the most: after that we look ourselves. */
const longestHeededMs = 300_000;

/**
 * Keeps us from storming a system that is away, or has just come back. After some failures in a row it is open: nobody
 * calls, except one probe at a time, with a delay between probes that doubles. The first success closes it.
 */
export class Circuit {
  private failures = 0;
  private delayMs: number;
  private probeAt = 0;
  private probing = false;

  constructor(private readonly options: CircuitOptions) {
    this.delayMs = options.firstDelayMs;
  }

  get isOpen(): boolean {
    return this.failures >= this.options.threshold;
  }

  /** Whether a probe may be made now, which is the only call that an open circuit lets through. */
  get isProbeDue(): boolean {
    return this.isOpen && !this.probing && this.options.now() >= this.probeAt;
  }

  /** Says that the probe is on its way; what comes of it is told by {@link succeeded} or {@link failed}. */
  startProbe(): void {
    this.probing = true;
  }

  /** The probe was not made after all. */
  abandonProbe(): void {
    this.probing = false;
  }

  succeeded(): void {
    this.failures = 0;
    this.probing = false;
    this.delayMs = this.options.firstDelayMs;
  }

  /** @param retryAfterMs how long the system itself asked us to wait; then there is no need to count to the threshold. */
  failed(retryAfterMs = 0): void {
    const { threshold, longestDelayMs, now, random } = this.options;
    const wasOpen = this.isOpen;
    this.failures = retryAfterMs > 0 ? Math.max(threshold, this.failures + 1) : this.failures + 1;
    if (!this.isOpen) return;
    const heededUntil = now() + Math.min(retryAfterMs, longestHeededMs);
    if (wasOpen && !this.probing) {
      this.probeAt = Math.max(this.probeAt, heededUntil);
      return;
    }
    this.probing = false;
    this.probeAt = Math.max(now() + this.delayMs * (0.5 + random() / 2), heededUntil);
    this.delayMs = Math.min(this.delayMs * 2, longestDelayMs);
  }
}
