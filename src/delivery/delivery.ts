import type { DialogportenError } from '../dialogporten/dialogporten-error.js';

/**
 * How far a change has come when its request is answered: `delivered`, Dialogporten has it (204), or `accepted`, we have
 * it and Dialogporten will (202).
 */
export type Outcome = 'delivered' | 'accepted';

/** How an attempt ended, for those who measure. */
export type AttemptOutcome = 'delivered' | DialogportenError['outcome'] | 'error';

/** A change that is committed, on its way to Dialogporten. */
export interface Delivery {
  /** Settles when the first attempt has ended. It rejects with a `Problem` when no further one will help. */
  readonly outcome: Promise<Outcome>;
  /** Tells the trace of the request that made it, before anything else is waited for: the calls to Dialogporten join it. */
  causedBy(traceId: string): void;
}

/** The outcome if it comes in time, else `accepted`: what it turns out to be later is logged. */
export async function within(patienceMs: number, outcome: Promise<Outcome>): Promise<Outcome> {
  outcome.catch(() => undefined);
  if (patienceMs === 0) return 'accepted';
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<Outcome>((accept) => {
    timer = setTimeout(accept, patienceMs, 'accepted');
  });
  return Promise.race([outcome, timeout]).finally(() => clearTimeout(timer));
}
