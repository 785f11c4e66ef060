/**
 * How far a change has come when its request is answered: Dialogporten has it (204), or we have it and Dialogporten
 * will (202).
 */
export type Outcome = 'made' | 'accepted';

/** A change that is ours already, on its way to Dialogporten. */
export interface Publication {
  /** Settles when the first attempt has ended. It rejects with a `Problem` when no further one will help. */
  readonly outcome: Promise<Outcome>;
}

/** The outcome if it comes in time, else that the change has been accepted: what it turns out to be later is logged. */
export async function within(patienceMs: number, outcome: Promise<Outcome>): Promise<Outcome> {
  outcome.catch(() => undefined);
  if (patienceMs === 0) return 'accepted';
  let timer: NodeJS.Timeout | undefined;
  const impatience = new Promise<Outcome>((accept) => {
    timer = setTimeout(accept, patienceMs, 'accepted');
  });
  return Promise.race([outcome, impatience]).finally(() => clearTimeout(timer));
}
