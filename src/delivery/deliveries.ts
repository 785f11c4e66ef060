import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { DatabaseClock } from '../database/database-clock.js';
import type { DialogRow, HistoryRow } from '../database/schema.js';
import { DialogportenError } from '../dialogporten/dialogporten-error.js';
import { newTraceId } from '../http/trace-id.js';
import { Circuit } from './circuit.js';
import type { AttemptOutcome, Outcome } from './delivery.js';
import { DeliveryLog } from './delivery-log.js';
import { FailedAttempts } from './failed-attempts.js';
import type { CommittedChange, FirstAttempt } from './first-attempt.js';
import { leaseSeconds, Outbox } from './outbox.js';
import { type Deliverable, Sender } from './sender.js';
import { WaitingRequests } from './waiting-requests.js';

/** A dialog that this process is delivering. */
interface Held {
  readonly since: number;
  /** A later change was committed meanwhile. */
  again: boolean;
  /** The trace of the request that caused the newest change, as far as it came to this process. */
  traceId?: string;
}

/**
 * Every attempt of this process to bring a dialog to Dialogporten, right after a request or from the outbox: one at a time
 * for each dialog, a bounded number altogether, and hardly any while Dialogporten is away or does not let us in.
 */
@Injectable()
export class Deliveries {
  readonly circuit: Circuit;
  /** The relay found more to do than there was room for: new changes wait behind what is due already. */
  isBehind = false;
  /** Told of every attempt and how long it took, in seconds. */
  onAttempt: (outcome: AttemptOutcome, seconds: number) => void = () => undefined;
  /** Told when there is room for more. */
  onRoom: () => void = () => undefined;
  private readonly log = new DeliveryLog(new Logger(Deliveries.name));
  private readonly held = new Map<string, Held>();
  private readonly requests = new WaitingRequests();
  private readonly failedAttempts: FailedAttempts;
  private isStopping = false;

  constructor(
    { DIALOGPORTEN_CONCURRENCY }: Settings,
    private readonly clock: DatabaseClock,
    private readonly sender: Sender,
    private readonly outbox: Outbox,
  ) {
    this.circuit = new Circuit({
      threshold: 3,
      mostCalls: DIALOGPORTEN_CONCURRENCY,
      firstDelayMs: 250,
      longestDelayMs: 4_000,
      now: () => performance.now(),
      random: Math.random,
      onChange: (reason) => this.log.circuit(reason),
    });
    this.failedAttempts = new FailedAttempts(this.circuit, this.log, this.outbox, this.requests);
  }

  /** How many more dialogs this process may take in hand now. */
  get room(): number {
    if (this.isStopping || this.clock.isDoubtful) return 0;
    return Math.max(0, this.circuit.callsAllowed - (this.circuit.isOpen ? 0 : this.held.size));
  }

  /** Why nothing is delivered just now, but for probes; an operator can do something about the first that applies. */
  get stoppedBy(): 'clock-differs' | 'credentials-refused' | 'dialogporten-away' | undefined {
    if (this.clock.isDoubtful) return 'clock-differs';
    const { reason } = this.circuit;
    if (reason === undefined) return undefined;
    return reason === 'refused' ? 'credentials-refused' : 'dialogporten-away';
  }

  /** The dialogs that have been in hand for so long, in milliseconds, at least. */
  heldFor(ms: number): string[] {
    const before = performance.now() - ms;
    return [...this.held].filter(([, { since }]) => since <= before).map(([dialogId]) => dialogId);
  }

  /** Called in the transaction of a change, with the dialog locked: whether this process makes the first attempt. */
  reserve(dialogId: string): FirstAttempt {
    const isHeld = this.held.has(dialogId);
    const isReserved = !isHeld && !this.circuit.isOpen && !this.isBehind && this.room > 0;
    if (isReserved) this.hold(dialogId);
    return {
      dueInSeconds: isHeld || isReserved ? leaseSeconds : 0,
      begin: (committed) => this.begin(committed, isReserved, isHeld),
      cancel: () => {
        if (isReserved) this.cancel(dialogId);
      },
    };
  }

  /** For a repeat of a request: what becomes of its change, if this process is delivering the dialog. */
  join(dialogId: string, version: number): Promise<Outcome> {
    return this.held.has(dialogId) ? this.requests.add(dialogId, version) : Promise.resolve('accepted');
  }

  /**
   * Tells which request's change it is that has just begun to be delivered: the calls that follow are a part of its trace.
   * What is delivered later, by whoever takes it from the outbox, has a trace of its own; the log links them by the dialog.
   */
  causedBy(dialogId: string, traceId: string): void {
    const held = this.held.get(dialogId);
    if (held === undefined) this.log.leftToOutbox(dialogId, traceId);
    else held.traceId = traceId;
  }

  /**
   * Somebody acted on an old picture of a dialog: what Dialogporten does not have yet is brought there as soon as may be,
   * so that the portal, which waits for an event, shows the present one. Nobody waits for that.
   */
  hasten(dialogId: string): void {
    if (this.held.has(dialogId) || this.circuit.isOpen) return;
    void this.outbox.hasten(dialogId).catch((error: Error) => this.log.leftToItsLease(dialogId, error));
  }

  /** Delivers a dialog that was taken from the outbox. */
  async deliver(row: DialogRow): Promise<void> {
    const held = this.held.get(row.id);
    if (held !== undefined) {
      held.again = true;
      // If it was taken as the probe: whatever is said of it by the attempt in hand may have been said already.
      this.circuit.abandonProbe();
      return;
    }
    this.hold(row.id);
    await this.work(row.id, () => this.attemptRow(row));
  }

  /** What this process found no room for, another may have delivered: tells those who wait here, for `most` dialogs at a time. */
  async hearOfOthers(most: number): Promise<void> {
    const elsewhere = this.requests.dialogIds.filter((dialogId) => !this.held.has(dialogId));
    const found = await this.outbox.deliveredVersions(elsewhere.slice(0, most));
    for (const { id, version } of found) this.requests.delivered(id, version);
  }

  /** Takes nothing new in hand. */
  stop(): void {
    this.isStopping = true;
  }

  private async begin({ dialog, newEntries }: CommittedChange, isReserved: boolean, wasHeld: boolean) {
    const { id, version, deliveredVersion } = dialog;
    const isStopped = this.circuit.isOpen || this.clock.isDoubtful;
    if (isStopped && !isReserved && !wasHeld) return 'accepted';
    const outcome = this.requests.add(id, version);
    const held = this.held.get(id);
    if (isReserved) {
      const isWhole = deliveredVersion === version - 1;
      void this.work(id, () => this.attempt(dialog, isWhole ? newEntries : undefined, 0));
    } else if (held !== undefined) {
      held.again = true;
    } else if (wasHeld) {
      // Whoever held it has ended just before the commit, and did not see this change.
      this.release(id);
    } else {
      // It found no room. Who comes next waits behind it.
      this.isBehind = true;
      this.onRoom();
    }
    return outcome;
  }

  /** What the relay took meanwhile, and left to us, is not to wait for the end of its lease. */
  private cancel(dialogId: string): void {
    const isDue = this.held.get(dialogId)?.again === true;
    this.letGo(dialogId);
    if (isDue) this.release(dialogId);
  }

  private release(dialogId: string): void {
    void this.outbox.release([dialogId]).catch((error: Error) => this.log.leftToItsLease(dialogId, error));
  }

  /** Makes an attempt, and another one for as long as later changes are committed meanwhile. */
  private async work(dialogId: string, first: () => Promise<boolean>): Promise<void> {
    const held = this.held.get(dialogId)!;
    try {
      // Whoever does not wait for Dialogporten gets the answer before the work on it begins.
      await nextTurn();
      let isMore = await first();
      while ((isMore || held.again) && !this.isStopping && !this.circuit.isOpen) {
        held.again = false;
        const row = await this.outbox.find(dialogId);
        isMore = row !== undefined && (await this.attemptRow(row));
      }
      if (isMore || held.again) await this.outbox.release([dialogId]);
    } catch (error) {
      this.log.leftToItsLease(dialogId, error as Error);
    } finally {
      this.letGo(dialogId);
    }
  }

  private async attemptRow(row: DialogRow): Promise<boolean> {
    const { id, version, revision, others, deliveredVersion, goneAt, attempts } = row;
    if (deliveredVersion >= version && goneAt === null) {
      this.circuit.abandonProbe();
      this.requests.delivered(id, version);
      return this.outbox.delivered({ id, version, revision: revision ?? undefined, others: others ?? undefined });
    }
    let dialog: Deliverable;
    try {
      dialog = this.sender.deliverable(row);
    } catch (error) {
      await this.failedAttempts.settle(row, error, attempts);
      return false;
    }
    return this.attempt(dialog, undefined, attempts);
  }

  /** @returns whether there is a newer version to deliver. */
  private async attempt(dialog: Deliverable, newEntries: readonly HistoryRow[] | undefined, failures: number) {
    const startedAt = performance.now();
    const cause = this.held.get(dialog.id)?.traceId;
    try {
      const delivered = await this.sender.send(dialog, newEntries, cause ?? newTraceId());
      this.onAttempt('delivered', (performance.now() - startedAt) / 1000);
      this.circuit.succeeded();
      this.failedAttempts.forget();
      this.requests.delivered(dialog.id, delivered.version);
      this.log.delivered(dialog.id, failures);
      const isMore = await this.outbox.delivered(delivered);
      // Some may have joined while that was saved.
      this.requests.delivered(dialog.id, delivered.version);
      return isMore;
    } catch (error) {
      const outcome = error instanceof DialogportenError ? error.outcome : 'error';
      this.onAttempt(outcome, (performance.now() - startedAt) / 1000);
      if (cause !== undefined && outcome === 'retry') this.log.leftToOutbox(dialog.id, cause, error as Error);
      await this.failedAttempts.settle(dialog, error, failures);
      return false;
    }
  }

  private hold(dialogId: string): void {
    this.held.set(dialogId, { since: performance.now(), again: false });
  }

  private letGo(dialogId: string): void {
    this.held.delete(dialogId);
    this.requests.postponed(dialogId);
    this.onRoom();
  }
}
