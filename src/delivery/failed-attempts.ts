import { DialogportenError } from '../dialogporten/dialogporten-error.js';
import { Problem } from '../http/problem.js';
import type { Circuit } from './circuit.js';
import type { DeliveryLog } from './delivery-log.js';
import type { Outbox } from './outbox.js';
import { StateError } from './projections.js';
import { retryDelay } from './retry-delay.js';
import type { Deliverable } from './sender.js';
import type { WaitingRequests } from './waiting-requests.js';

/** So many dialogs in a row that Dialogporten says are not ours mean that it is we who are not let in. */
const refusedDialogsAllowed = 5;

/** What failed attempts to deliver a dialog mean: for the dialog, for the circuit, for those who wait, for the log. */
export class FailedAttempts {
  private readonly refusedDialogs = new Set<string>();

  constructor(
    private readonly circuit: Circuit,
    private readonly log: DeliveryLog,
    private readonly outbox: Outbox,
    private readonly requests: WaitingRequests,
  ) {}

  /** A dialog was delivered: we are let in. */
  forget(): void {
    this.refusedDialogs.clear();
  }

  /** Decides what a failed attempt means: for the dialog, for the circuit, for those who wait. */
  async settle({ id, version }: Pick<Deliverable, 'id' | 'version'>, error: unknown, failures: number): Promise<void> {
    if (error instanceof StateError) {
      this.circuit.abandonProbe();
      this.log.unfit(id, error);
      await this.outbox.reject(id, version, error.message);
      return this.requests.ended(id, error);
    }
    if (!(error instanceof DialogportenError)) {
      this.circuit.abandonProbe();
      // Our database is away; anything else is a fault in what a definition makes of this dialog.
      if (error instanceof Problem || !(error instanceof Error)) throw error;
      this.requests.postponed(id);
      this.log.unforeseen(id, failures + 1, error);
      return this.outbox.retry(id, retryDelay(failures, error, Math.random), `${error.name} while it was prepared`);
    }
    switch (error.outcome) {
      case 'gone':
        this.circuit.succeeded();
        this.log.gone(id, error);
        await this.outbox.gone(id, version);
        return this.requests.ended(id, new Problem('gone', { cause: error }));
      case 'rejected':
        this.circuit.succeeded();
        this.log.rejected(id, error);
        await this.outbox.reject(id, version, error.message);
        return this.requests.refused(id, version, new Problem('upstream-refused', { cause: error }));
      default:
        this.noteObstacle(id, error);
        this.requests.postponed(id);
        this.log.failed(id, failures + 1, error);
        return this.outbox.retry(id, retryDelay(failures, error, Math.random), error.message);
    }
  }

  private noteObstacle(dialogId: string, { obstacle, isSlow, retryAfterMs }: DialogportenError): void {
    if (obstacle === 'platform') return this.circuit.failed('away', retryAfterMs);
    if (obstacle === 'credentials') return this.circuit.failed('refused', retryAfterMs);
    if (isSlow) this.refusedDialogs.add(dialogId);
    if (this.refusedDialogs.size >= refusedDialogsAllowed) return this.circuit.failed('refused');
    return this.circuit.failedOnItsOwn();
  }
}
