/** How a {@link Circuit} counts and waits. Times are in milliseconds. */
interface CircuitOptions {
  /** Consecutive failures that open the circuit. */
  readonly threshold: number;
  /** Upper bound of simultaneous calls while the circuit is closed. */
  readonly mostCalls: number;
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  readonly now: () => number;
  /** At least 0 and below 1; keeps replicas from probing in step. */
  readonly random: () => number;
  /** Called when the circuit opens, when the reason changes, and when it closes (`undefined`). */
  readonly onChange?: (reason: Circuit['reason']) => void;
}

/** Upper bound for an upstream `Retry-After`, in milliseconds; afterwards a probe is sent anyway. */
const longestHeededMs = 300_000;

/** Simultaneous calls right after the circuit has closed. */
const fewestCalls = 2;

/**
 * Probes by changes that have just been made, in milliseconds: from when on after the circuit has opened, the shortest time
 * between two, and how long one may wait for its turn.
 */
const firstAttemptsAfterMs = 3_000;
const betweenFirstAttemptsMs = 250;
const longestTurnMs = 500;

/**
 * Protects a system that is away, or has just come back. Consecutive failures open the circuit: then only probes are
 * sent, one at a time, with a delay that doubles. The first success closes it; from then on each success allows one more
 * simultaneous call.
 *
 * While the circuit stays open, a change that has just been made may be a probe of its own, four times a second at most: the
 * failures that opened the circuit may be those of a few dialogs only.
 */
export class Circuit {
  private failures = 0;
  private delayMs: number;
  private probeAt = 0;
  private probing = false;
  private openFor: Circuit['reason'];
  private mostNow: number;
  private heededUntil = 0;
  private openedAt = 0;
  private firstAttemptAt = -Infinity;
  private succeededAt = -Infinity;
  private closedAtTime = -Infinity;

  constructor(private readonly options: CircuitOptions) {
    this.delayMs = options.firstDelayMs;
    this.mostNow = options.mostCalls;
  }

  get isOpen(): boolean {
    return this.openFor !== undefined;
  }

  /** Why it is open: the system is away, or it refuses our credentials. */
  get reason(): 'away' | 'refused' | undefined {
    return this.openFor;
  }

  /** When a call succeeded last, on the clock of the options; `-Infinity` before the first success. */
  get lastSuccessAt(): number {
    return this.succeededAt;
  }

  /** When the circuit closed last; calls from before may hang on for a while, and are no part of {@link callsAllowed}. */
  get closedAt(): number {
    return this.closedAtTime;
  }

  /** Simultaneous calls that are allowed: with an open circuit none but a probe that is due. */
  get callsAllowed(): number {
    return this.isOpen ? Number(this.isProbeDue) : this.mostNow;
  }

  /** Whether the relay may send a probe now. */
  get isProbeDue(): boolean {
    return this.isOpen && !this.probing && this.options.now() >= this.probeAt;
  }

  /** Marks a probe of the relay as sent; it ends with {@link succeeded}, {@link failed} or {@link abandonProbe}. */
  startProbe(): void {
    this.probing = true;
  }

  /** The probe was not sent after all, or said nothing about the system. */
  abandonProbe(): void {
    this.probing = false;
  }

  /**
   * Lets the first attempt of a new change through the open circuit, as a probe.
   *
   * @returns in how many milliseconds it may be made; undefined where it may not.
   */
  takeFirstAttempt(): number | undefined {
    const now = this.options.now();
    const at = Math.max(now, this.firstAttemptAt + betweenFirstAttemptsMs);
    const from = Math.max(this.heededUntil, this.openedAt + firstAttemptsAfterMs);
    if (now < from || at - now > longestTurnMs) return undefined;
    this.firstAttemptAt = at;
    return at - now;
  }

  succeeded(): void {
    this.failures = 0;
    this.probing = false;
    this.heededUntil = 0;
    this.succeededAt = this.options.now();
    this.delayMs = this.options.firstDelayMs;
    this.mostNow = this.isOpen ? fewestCalls : Math.min(this.mostNow + 1, this.options.mostCalls);
    this.change(undefined);
  }

  /** The system answered, and the failure is about what was asked: it is there. */
  answered(): void {
    this.failures = 0;
    this.probing = false;
    this.heededUntil = 0;
    if (this.isOpen) this.mostNow = fewestCalls;
    this.change(undefined);
  }

  /**
   * @param retryAfterMs wait that the system asked for (`Retry-After`), in milliseconds; it opens the circuit at once.
   */
  failed(reason: 'away' | 'refused', retryAfterMs = 0): void {
    const { threshold, longestDelayMs, now, random } = this.options;
    const wasOpen = this.isOpen;
    this.failures = retryAfterMs > 0 ? Math.max(threshold, this.failures + 1) : this.failures + 1;
    if (this.failures < threshold) return;
    this.change(reason);
    this.heededUntil = Math.max(this.heededUntil, now() + Math.min(retryAfterMs, longestHeededMs));
    if (wasOpen && !this.probing) {
      this.probeAt = Math.max(this.probeAt, this.heededUntil);
      return;
    }
    this.probing = false;
    this.probeAt = Math.max(now() + this.delayMs * (0.5 + random() / 2), this.heededUntil);
    this.delayMs = Math.min(this.delayMs * 2, longestDelayMs);
  }

  private change(reason: Circuit['reason']): void {
    if (this.openFor === reason) return;
    const wasClosed = !this.isOpen;
    this.openFor = reason;
    if (reason === undefined) this.closedAtTime = this.options.now();
    else if (wasClosed) this.openedAt = this.options.now();
    this.options.onChange?.(reason);
  }
}
