/** Why nobody calls: the system is away, or does not let us in. */
export type CircuitReason = 'away' | 'refused';

/** How a {@link Circuit} counts and waits. Times are in milliseconds. */
export interface CircuitOptions {
  /** So many failures in a row open it. */
  readonly threshold: number;
  /** How many calls there may be at the same time when all is well. */
  readonly mostCalls: number;
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  readonly now: () => number;
  /** At least 0 and below 1; keeps the replicas from trying in step. */
  readonly random: () => number;
  /** Told when it opens, and for which reason, when the reason changes, and when it closes again. */
  readonly onChange?: (reason: CircuitReason | undefined) => void;
}

/** What a system that asks us to wait is heeded for at the most: after that we look ourselves. */
const longestHeededMs = 300_000;

/** How many calls there may be at the same time when it has just closed, or all that is called fails. */
const fewestCalls = 2;

/**
 * Keeps us from storming a system that is away, or has just come back. After some failures in a row it is open: nobody
 * calls, except one probe at a time, with a delay between probes that doubles. The first success closes it; from then on
 * each success allows one more call at the same time.
 */
export class Circuit {
  private failures = 0;
  private delayMs: number;
  private probeAt = 0;
  private probing = false;
  private openFor: CircuitReason | undefined;
  private mostNow: number;

  constructor(private readonly options: CircuitOptions) {
    this.delayMs = options.firstDelayMs;
    this.mostNow = options.mostCalls;
  }

  get isOpen(): boolean {
    return this.openFor !== undefined;
  }

  /** Why it is open. */
  get reason(): CircuitReason | undefined {
    return this.openFor;
  }

  /** How many calls there may be at the same time: none when it is open, but for a probe that is due. */
  get callsAllowed(): number {
    return this.isOpen ? Number(this.isProbeDue) : this.mostNow;
  }

  /** Whether a probe may be made now, which is the only call that an open circuit lets through. */
  get isProbeDue(): boolean {
    return this.isOpen && !this.probing && this.options.now() >= this.probeAt;
  }

  /** Says that the probe is on its way; what comes of it is told by {@link succeeded}, {@link failed} or {@link abandonProbe}. */
  startProbe(): void {
    this.probing = true;
  }

  /** The probe was not made after all, or said nothing about the system. */
  abandonProbe(): void {
    this.probing = false;
  }

  succeeded(): void {
    this.failures = 0;
    this.probing = false;
    this.delayMs = this.options.firstDelayMs;
    this.mostNow = this.isOpen ? fewestCalls : Math.min(this.mostNow + 1, this.options.mostCalls);
    this.change(undefined);
  }

  /** A call failed for a reason of its own: the system is there, but if all that is called fails, fewer calls will do. */
  failedOnItsOwn(): void {
    this.failures = 0;
    this.probing = false;
    this.mostNow = this.isOpen ? fewestCalls : Math.max(this.mostNow - 1, fewestCalls);
    this.change(undefined);
  }

  /** @param retryAfterMs how long the system itself asked us to wait; then there is no need to count to the threshold. */
  failed(reason: CircuitReason, retryAfterMs = 0): void {
    const { threshold, longestDelayMs, now, random } = this.options;
    const wasOpen = this.isOpen;
    this.failures = retryAfterMs > 0 ? Math.max(threshold, this.failures + 1) : this.failures + 1;
    if (this.failures < threshold) return;
    this.change(reason);
    const heededUntil = now() + Math.min(retryAfterMs, longestHeededMs);
    if (wasOpen && !this.probing) {
      this.probeAt = Math.max(this.probeAt, heededUntil);
      return;
    }
    this.probing = false;
    this.probeAt = Math.max(now() + this.delayMs * (0.5 + random() / 2), heededUntil);
    this.delayMs = Math.min(this.delayMs * 2, longestDelayMs);
  }

  private change(reason: CircuitReason | undefined): void {
    if (this.openFor === reason) return;
    this.openFor = reason;
    this.options.onChange?.(reason);
  }
}
