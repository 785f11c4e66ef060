import type { DialogportenError } from '../dialogporten/dialogporten-error.js';

/**
 * The state of a change when its request is answered: `delivered`, Dialogporten has it (204); `accepted`, it is committed
 * here and Dialogporten will get it (202).
 */
export type Outcome = 'delivered' | 'accepted';

/** How an attempt ended, for metrics. */
export type AttemptOutcome = 'delivered' | DialogportenError['outcome'] | 'error';

/** A committed change on its way to Dialogporten. */
export interface Delivery {
  /**
   * Waits for the first attempt to end.
   *
   * @param patienceMs upper bound of the wait, in milliseconds; `accepted` afterwards. 0: `accepted` at once.
   * @throws {Problem} `gone` or `conflict` when the change was refused: it has been taken back. `upstream-refused` when
   * Dialogporten rejected it: it is kept, and an operator is alerted.
   */
  outcome(patienceMs: number): Promise<Outcome>;
  /** Names the trace of the request that made the change: the calls to Dialogporten join it. */
  causedBy(traceId: string): void;
}
