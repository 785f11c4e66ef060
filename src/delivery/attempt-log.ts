import type { Logger } from '@nestjs/common';
import type { DialogportenError } from '../dialogporten/dialogporten-error.js';
import type { Circuit } from './circuit.js';

/** After so many failures in a row an operator is told of a dialog. */
export const failuresUntilAlert = 5;

/** Log lines about attempts for operators: when a condition begins and when it ends, not every attempt in between. */
export class AttemptLog {
  private openSince: number | undefined;
  private reason: string | undefined;

  constructor(private readonly logger: Logger) {}

  /** The failure of the latest attempt that concerns the platform, or our credentials. */
  obstacle({ message }: Error): void {
    this.reason = message;
  }

  /** Deliveries have stopped, for that reason, or go on. */
  circuit(reason: Circuit['reason']): void {
    if (reason === undefined) {
      const seconds = Math.round((performance.now() - (this.openSince ?? performance.now())) / 1000);
      this.openSince = undefined;
      this.logger.log({ msg: 'deliveries go on', afterSeconds: seconds });
      return;
    }
    this.openSince ??= performance.now();
    const { reason: told } = this;
    if (reason === 'away') this.logger.warn({ msg: 'deliveries have stopped: Dialogporten is away', reason: told });
    else
      this.logger.error({
        msg: 'deliveries have stopped: our credentials are refused',
        alert: true,
        reason: told,
      });
  }

  failed(dialogId: string, failures: number, { message: reason, status, traceId, isSlow }: DialogportenError): void {
    if (failures !== failuresUntilAlert || (status === undefined && !isSlow)) return;
    this.logger.error({ msg: 'a dialog fails again and again', alert: true, dialogId, reason, status, traceId });
  }

  /** Links the trace of a request with the later attempts, by the dialog. */
  leftToOutbox(dialogId: string, traceId: string, { message: reason }: Partial<Error> = {}): void {
    this.logger.log({ msg: 'a change is left to the outbox', dialogId, traceId, reason });
  }

  recovered(dialogId: string, failuresBefore: number): void {
    if (failuresBefore < failuresUntilAlert) return;
    this.logger.log({ msg: 'a dialog that had failed is delivered', dialogId, attempts: failuresBefore + 1 });
  }

  rejected(dialogId: string, { message: reason, status, traceId }: DialogportenError): void {
    this.logger.error({ msg: 'Dialogporten rejected a change', alert: true, dialogId, reason, status, traceId });
  }

  gone(dialogId: string, { message: reason }: DialogportenError): void {
    this.logger.warn({ msg: 'a dialog is gone from Dialogporten', dialogId, reason });
  }

  /** This process cannot read what is stored of a dialog; it is an operator's matter once no other replica could either. */
  unreadable(dialogId: string, { message: reason }: Error, alert: boolean): void {
    const msg = 'a dialog cannot be read by this process, and is left to other replicas';
    if (alert) this.logger.error({ msg, alert, dialogId, reason });
    else this.logger.warn({ msg, dialogId, reason });
  }

  /** Nothing was written over. */
  foreign(dialogId: string, { message: reason }: Error): void {
    this.logger.error({ msg: 'a dialog is not sent: its id is taken', alert: true, dialogId, reason });
  }

  /** Something went wrong that is neither Dialogporten's doing nor the database's. */
  unforeseen(dialogId: string, failures: number, error: Error): void {
    if (failures !== 1 && failures !== failuresUntilAlert) return;
    this.logger.error({ msg: 'a dialog could not be prepared', alert: failures > 1, dialogId, err: error });
  }

  /** The outcome of the attempt could not be stored; another one is made when the lease has ended. */
  leftToItsLease(dialogId: string, { message: reason }: Error): void {
    this.logger.warn({ msg: 'a dialog was left to its lease', dialogId, reason });
  }
}
