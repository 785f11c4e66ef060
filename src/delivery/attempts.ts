import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Settings } from '../config/settings.js';
import type { DialogRow, HistoryRow } from '../database/schema.js';
import { DialogportenError } from '../dialogporten/dialogporten-error.js';
import { Problem } from '../http/problem.js';
import { newTraceId } from '../logging/trace-id.js';
import { ServiceClock } from '../time/service-clock.js';
import { Circuit } from './circuit.js';
import { DeliveredNotes } from './delivered-notes.js';
import { type Delivery, WaitingRequests } from './delivery.js';
import { AttemptLog } from './attempt-log.js';
import { Outbox } from './outbox.js';
import { Projections, UnreadableError } from './projections.js';
import { type DueDialog, ForeignDialogError, MissingHistoryError, Sender } from './sender.js';
import { UnreadableDialogs } from './unreadable-dialogs.js';

/** A dialog that this process is delivering. */
interface InProgress {
  readonly since: number;
  /** It has failed before, so it counts against the retry lane. */
  readonly isRetry: boolean;
  /** A later change was committed meanwhile. */
  again: boolean;
  /** Dialogporten has it, and what is left is to note that: there is room for another call. */
  isDelivered: boolean;
  /** The trace of the request that made the newest change, as far as it came to this process. */
  traceId?: string;
}

/** How an attempt ended, for metrics. */
export type AttemptOutcome = 'delivered' | DialogportenError['outcome'] | 'error';

/** Dialogs of which it is remembered since when they fail. */
const mostFailing = 10_000;

/** After how long, in milliseconds, an entry that no replica can read is set aside, and its dialog goes on without it. */
const unreadableEntryAfterMs = 300_000;

/**
 * The story of a delivery. A dialog whose newest version Dialogporten does not have is due, and one process at a time has it
 * on lease.
 *
 * 1. Lease: the commit of a change gives it to the process that has made the change ({@link start}). All else that is due is
 *    taken by the relay of any replica ({@link deliver}).
 * 2. Attempt: the {@link Sender} brings Dialogporten to the newest version. There is one attempt at a time for each dialog, and
 *    at most `DIALOGPORTEN_CONCURRENCY` altogether. A quarter of these is left to changes that have just been made, and dialogs
 *    that have failed before have a fifth: so neither a backlog nor dialogs that Dialogporten fails on hold up a fresh change.
 *    While Dialogporten is away the circuit is open, and only probes are sent.
 * 3. End. Delivered: that is noted, and requests that wait are answered 204. Else {@link noteFailure} decides: again after a
 *    backoff; due at once, when the platform or our credentials fail, and the circuit says when; a dead letter, when
 *    Dialogporten itself rejects the version; taken back, when it has deleted the dialog and the requests still wait; left to
 *    other replicas, when this one cannot read the dialog.
 */
@Injectable()
export class Attempts {
  readonly circuit: Circuit;
  /** More is due than there was room for: the relay looks as soon as there is room. */
  isBehind = false;
  /** Called after every attempt, with its duration in seconds. */
  onAttempt: (outcome: AttemptOutcome, seconds: number) => void = () => undefined;
  /** Called when there is room for more. */
  onRoom: () => void = () => undefined;
  private readonly log = new AttemptLog(new Logger(Attempts.name));
  private readonly inProgress = new Map<string, InProgress>();
  private readonly requests = new WaitingRequests();
  private readonly unreadable = new UnreadableDialogs(() => performance.now());
  /** Since when each dialog fails as if the platform were away, on the clock of the circuit, and with which version. */
  private readonly failing = new LRUCache<string, { since: number; version: number }>({ max: mostFailing });
  private readonly mostCalls: number;
  private readonly mostRetries: number;
  private isStopping = false;

  constructor(
    { DIALOGPORTEN_CONCURRENCY }: Settings,
    private readonly clock: ServiceClock,
    private readonly sender: Sender,
    private readonly outbox: Outbox,
    private readonly notes: DeliveredNotes,
    private readonly projections: Projections,
  ) {
    this.mostCalls = DIALOGPORTEN_CONCURRENCY;
    this.mostRetries = Math.max(1, Math.floor(DIALOGPORTEN_CONCURRENCY / 5));
    this.circuit = new Circuit({
      threshold: 3,
      mostCalls: DIALOGPORTEN_CONCURRENCY,
      firstDelayMs: 250,
      longestDelayMs: 4_000,
      now: () => performance.now(),
      random: Math.random,
      onChange: (reason) => this.log.circuit(reason),
    });
  }

  /**
   * Takes on a change that has just been committed, with a lease. It is attempted at once if there is room for it, by this
   * process or else by the relay of any.
   *
   * @param newEntries what the change put into the history
   */
  start(dialog: DueDialog, newEntries: readonly HistoryRow[]): Delivery {
    const { id, version, attempts } = dialog;
    const outcome = this.requests.add(id, version);
    const inProgress = this.inProgress.get(id);
    const inMs = inProgress === undefined ? this.takeTurn(attempts > 0) : undefined;
    if (inProgress !== undefined) this.startAgain(inProgress);
    else if (inMs !== undefined) this.startAttempt(dialog, newEntries, inMs);
    else this.leaveToRelay(id);
    return { outcome, causedBy: (traceId) => this.causedBy(id, traceId) };
  }

  /** For a repeat of a request: the delivery of its change, if this process is delivering the dialog. */
  join(dialogId: string, version: number): Delivery {
    const isHere = this.inProgress.has(dialogId);
    const outcome = isHere ? this.requests.join(dialogId, version) : async () => 'accepted' as const;
    return { outcome, causedBy: () => undefined };
  }

  /** The caller acted on a stale dialog: makes its pending delivery due now, so that the portal gets an event. */
  expedite(dialogId: string): void {
    if (this.inProgress.has(dialogId) || this.circuit.isOpen) return;
    void this.outbox.expedite(dialogId).catch((error: Error) => this.log.leftToItsLease(dialogId, error));
  }

  /** Delivers a dialog that was taken from the outbox. */
  async deliver(row: DialogRow): Promise<void> {
    const inProgress = this.inProgress.get(row.id);
    if (inProgress !== undefined) {
      inProgress.again = true;
      // It may have been taken as the probe; the attempt in progress may have said already what it says of the circuit.
      this.circuit.abandonProbe();
      return;
    }
    this.begin(row.id, row.attempts > 0);
    await this.work(row.id, 0, () => this.attemptRow(row));
  }

  /** Tells the requests that wait here of deliveries by other replicas, for `most` dialogs at a time. */
  async noteOthersDeliveries(most: number): Promise<void> {
    const elsewhere = this.requests.dialogIds.filter((dialogId) => !this.inProgress.has(dialogId));
    const found = await this.outbox.deliveredVersions(elsewhere.slice(0, most));
    for (const { id, version } of found) this.requests.delivered(id, version);
  }

  /** Starts nothing new. */
  stop(): void {
    this.isStopping = true;
  }

  /** How many dialogs the relay may take from each lane now, with a closed circuit. */
  get room(): { readonly fresh: number; readonly retry: number } {
    const { callsAllowed } = this.circuit;
    if (this.isStopped) return { fresh: 0, retry: 0 };
    const reserved = Math.min(Math.ceil(callsAllowed / 4), callsAllowed - 1);
    const room = Math.max(0, Math.min(callsAllowed - reserved - this.counted, this.mostCalls - this.calls));
    const retry = Math.max(0, Math.min(this.mostRetries - this.retriesInProgress, room));
    return { fresh: room, retry };
  }

  /** Whether this process may deliver at all. */
  get mayProbe(): boolean {
    return !this.isStopping && !this.clock.isDoubtful;
  }

  /** Dialogs that this process leaves to other replicas just now, since it cannot read them. */
  get leftToOthers(): readonly string[] {
    return this.unreadable.resting;
  }

  /** Dialogs whose last attempt failed here, where that may have been the platform's failure: the last thousand. */
  get recentlyFailed(): readonly string[] {
    return [...this.failing.keys()].slice(0, 1_000);
  }

  /** Why nothing is delivered just now, but for probes; an operator can do something about the first that applies. */
  get stoppedBy(): 'clock-differs' | 'credentials-refused' | 'dialogporten-away' | undefined {
    if (this.clock.isDoubtful) return 'clock-differs';
    const { reason } = this.circuit;
    if (reason === undefined) return undefined;
    return reason === 'refused' ? 'credentials-refused' : 'dialogporten-away';
  }

  /** Whether dialogs have been due for minutes that this process cannot read, and that no other replica delivers. */
  get hasUnreadable(): boolean {
    return this.unreadable.isOverdue;
  }

  /** The dialogs that have been in progress for at least so many milliseconds. */
  inProgressFor(ms: number): string[] {
    const before = performance.now() - ms;
    return [...this.inProgress].filter(([, { since }]) => since <= before).map(([dialogId]) => dialogId);
  }

  private startAttempt(dialog: DueDialog, newEntries: readonly HistoryRow[], inMs: number): void {
    const { id, version, deliveredVersion, attempts } = dialog;
    const isWhole = deliveredVersion === version - 1;
    this.begin(id, attempts > 0);
    void this.work(id, inMs, () => this.attempt(dialog, isWhole ? newEntries : undefined));
  }

  /** The next attempt begins when the one before has been noted, which waits for no others then. */
  private startAgain(inProgress: InProgress): void {
    inProgress.again = true;
    if (inProgress.isDelivered) this.notes.flush();
  }

  /** There is no room for it: the lease is given back, and any replica's relay takes it. */
  private leaveToRelay(dialogId: string): void {
    this.isBehind = true;
    void this.release(dialogId).then(() => this.onRoom());
    if (this.isStopped) this.requests.postponed(dialogId);
  }

  private causedBy(dialogId: string, traceId: string): void {
    const inProgress = this.inProgress.get(dialogId);
    if (inProgress === undefined) this.log.leftToOutbox(dialogId, traceId);
    else inProgress.traceId = traceId;
  }

  private async release(dialogId: string): Promise<void> {
    await this.outbox.release([dialogId]).catch((error: Error) => this.log.leftToItsLease(dialogId, error));
  }

  /** Makes an attempt, and another one for as long as later changes are committed meanwhile. */
  private async work(dialogId: string, inMs: number, first: () => Promise<boolean>): Promise<void> {
    const inProgress = this.inProgress.get(dialogId)!;
    let isLeftToRelay = false;
    try {
      // A caller who does not wait for Dialogporten gets the answer before the work on it begins.
      await (inMs === 0 ? nextTurn() : pause(inMs));
      let isMore = await first();
      while ((isMore || inProgress.again) && !this.isStopping && !this.circuit.isOpen && this.hasPlace(inProgress)) {
        inProgress.again = false;
        inProgress.isDelivered = false;
        const row = await this.outbox.find(dialogId);
        isMore = row !== undefined && (await this.attemptRow(row));
      }
      if (isMore || inProgress.again) {
        this.isBehind = true;
        await this.outbox.release([dialogId]);
        isLeftToRelay = !this.isStopped;
      }
    } catch (error) {
      this.log.leftToItsLease(dialogId, error as Error);
    } finally {
      this.inProgress.delete(dialogId);
      if (!isLeftToRelay) this.requests.postponed(dialogId);
      this.onRoom();
    }
  }

  private async attemptRow(row: DialogRow): Promise<boolean> {
    const { id, version, deliveredVersion, goneAt, republish } = row;
    if (deliveredVersion >= version && goneAt === null && !republish) {
      this.circuit.abandonProbe();
      this.requests.delivered(id, version);
      await this.outbox.clearDue(id, version);
      return false;
    }
    let dialog: DueDialog;
    try {
      dialog = this.sender.due(row);
    } catch (error) {
      await this.noteFailure(row, error);
      return false;
    }
    return this.attempt(dialog, undefined);
  }

  /** @returns whether there is a newer version to deliver. */
  private async attempt(dialog: DueDialog, newEntries: readonly HistoryRow[] | undefined): Promise<boolean> {
    const startedAt = performance.now();
    const cause = this.inProgress.get(dialog.id)?.traceId;
    try {
      const sent = await this.sender.send(dialog, newEntries, cause ?? newTraceId());
      this.onAttempt('delivered', (performance.now() - startedAt) / 1000);
      this.circuit.succeeded();
      this.failing.delete(dialog.id);
      this.unreadable.forget(dialog.id);
      this.requests.delivered(dialog.id, sent.version);
      this.log.recovered(dialog.id, dialog.attempts);
      this.inProgress.get(dialog.id)!.isDelivered = true;
      this.onRoom();
      const isMore = await this.notes.add(sent);
      // Requests may have joined while that was saved.
      this.requests.delivered(dialog.id, sent.version);
      return isMore;
    } catch (error) {
      const outcome = error instanceof DialogportenError ? error.outcome : 'error';
      this.onAttempt(outcome, (performance.now() - startedAt) / 1000);
      if (cause !== undefined && outcome === 'retry') this.log.leftToOutbox(dialog.id, cause, error as Error);
      await this.noteFailure(dialog, error, startedAt);
      return false;
    }
  }

  /** Decides what a failed attempt means: for the dialog, for the circuit, and for the requests that wait. */
  private async noteFailure(
    dialog: Pick<DueDialog, 'id' | 'version' | 'attempts'>,
    error: unknown,
    startedAt = performance.now(),
  ): Promise<void> {
    if (error instanceof DialogportenError) return this.noteAnswer(dialog, error, startedAt);
    const { id, version, attempts } = dialog;
    this.circuit.abandonProbe();
    if (error instanceof UnreadableError) return this.leaveToOthers(id, error);
    if (error instanceof ForeignDialogError) return this.refuseForeign(id, version, error);
    // Our database is away; anything else is a fault in the projection of this dialog.
    if (error instanceof Problem || !(error instanceof Error)) throw error;
    this.requests.postponed(id);
    this.log.unforeseen(id, attempts + 1, error);
    const reason = error instanceof MissingHistoryError ? error.message : `${error.name} while it was prepared`;
    return this.outbox.retry(id, retryDelay(attempts, error, Math.random), reason);
  }

  private async noteAnswer(
    dialog: Pick<DueDialog, 'id' | 'version' | 'attempts'>,
    error: DialogportenError,
    startedAt: number,
  ): Promise<void> {
    const { id, version, attempts } = dialog;
    switch (error.outcome) {
      case 'gone':
        this.circuit.answered();
        this.log.gone(id, error);
        return this.refuseGone(id, version, error);
      case 'rejected':
        this.circuit.answered();
        this.log.rejected(id, error);
        await this.outbox.reject(id, version, error.message);
        return this.requests.rejected(id, version, new Problem('upstream-refused', { cause: error }));
      default: {
        const isStopped = this.noteObstacle(dialog, error, startedAt);
        this.requests.postponed(id);
        if (isStopped) return this.outbox.putBack(id, error.message);
        this.log.failed(id, attempts + 1, error);
        return this.outbox.retry(id, retryDelay(attempts, error, Math.random), error.message);
      }
    }
  }

  /**
   * A failure of the platform or of our credentials opens the circuit in the end; one of the dialog's own does not. A
   * dialog that failed while others were delivered says nothing of the platform any more.
   *
   * @returns whether deliveries have stopped, so that the failure is none of the dialog's own.
   */
  private noteObstacle(
    { id, version, attempts }: Pick<DueDialog, 'id' | 'version' | 'attempts'>,
    error: DialogportenError,
    startedAt: number,
  ): boolean {
    const { circuit } = this;
    const { obstacle, retryAfterMs } = error;
    if (obstacle === 'dialog') {
      if (attempts === 0 || circuit.isOpen) circuit.answered();
      return false;
    }
    const known = this.failing.get(id);
    // Another replica may have delivered it since; then this is another version, and it has not failed before.
    const isKnown = known !== undefined && (attempts > 0 || known.version === version);
    const since = isKnown ? known.since : startedAt;
    this.failing.set(id, { since, version });
    const isItsOwn = circuit.lastSuccessAt > since;
    // With an open circuit it was the probe, for want of another dialog: the next probe waits.
    this.log.obstacle(error);
    if (!isItsOwn || circuit.isOpen) circuit.failed(obstacle === 'credentials' ? 'refused' : 'away', retryAfterMs);
    return !isItsOwn && circuit.isOpen;
  }

  /** Dialogporten has deleted the dialog: changes whose requests still wait are refused, and so taken back. */
  private async refuseGone(dialogId: string, version: number, cause: DialogportenError): Promise<void> {
    const refused = await this.takeBack(dialogId, true);
    this.requests.refuse(dialogId, refused, new Problem('gone', { cause }));
    await this.outbox.gone(dialogId, version);
  }

  /** An opening that is still waited for is taken back; one that was accepted is for an operator to look at. */
  private async refuseForeign(dialogId: string, version: number, error: ForeignDialogError): Promise<void> {
    this.log.foreign(dialogId, error);
    const refused = await this.takeBack(dialogId, false);
    this.requests.refuse(dialogId, refused, new Problem('conflict', { cause: error }));
    await this.outbox.reject(dialogId, version, error.message);
  }

  private async takeBack(dialogId: string, isGone: boolean): Promise<readonly number[]> {
    const claimed = this.requests.claim(dialogId);
    if (claimed.size === 0) return [];
    try {
      return await this.outbox.takeBack(dialogId, claimed, isGone, this.projections);
    } catch (error) {
      this.requests.refuse(dialogId, [], error as Error);
      throw error;
    }
  }

  /** Another replica may be able to read the dialog: it is due for all others. */
  private async leaveToOthers(dialogId: string, error: UnreadableError): Promise<void> {
    const { forMs, isAlert } = this.unreadable.note(dialogId);
    if (isAlert || forMs === 0) this.log.unreadable(dialogId, error, isAlert);
    this.requests.postponed(dialogId);
    if (error.entryId !== undefined && forMs >= unreadableEntryAfterMs) {
      this.unreadable.forget(dialogId);
      await this.outbox.refuseEntry(error.entryId, error.message);
    }
    await this.outbox.release([dialogId]);
  }

  private begin(dialogId: string, isRetry: boolean): void {
    this.inProgress.set(dialogId, { since: performance.now(), isRetry, again: false, isDelivered: false });
  }

  /** @returns in how many milliseconds the first attempt of a change may be made; undefined where it is left to the relay. */
  private takeTurn(isRetry: boolean): number | undefined {
    if (this.isStopping || this.clock.isDoubtful) return undefined;
    if (isRetry && this.retriesInProgress >= this.mostRetries) return undefined;
    const { circuit, mostCalls } = this;
    // With an open circuit half of the calls are left for when it closes: those of now may hang.
    const most = circuit.isOpen ? Math.max(1, Math.floor(mostCalls / 2)) : mostCalls;
    if (this.calls >= most) return undefined;
    if (circuit.isOpen) return isRetry ? undefined : circuit.takeFirstAttempt();
    return this.counted < circuit.callsAllowed ? 0 : undefined;
  }

  private get isStopped(): boolean {
    return this.isStopping || this.circuit.isOpen || this.clock.isDoubtful;
  }

  /** How many calls to Dialogporten are under way, or about to be. */
  private get calls(): number {
    let calls = 0;
    for (const { isDelivered } of this.inProgress.values()) if (!isDelivered) calls += 1;
    return calls;
  }

  /** Those of them that count against what the circuit allows. */
  private get counted(): number {
    let counted = 0;
    for (const { since, isDelivered } of this.inProgress.values()) {
      if (!isDelivered && since >= this.circuit.closedAt) counted += 1;
    }
    return counted;
  }

  private get retriesInProgress(): number {
    let retries = 0;
    for (const { isRetry, isDelivered } of this.inProgress.values()) if (isRetry && !isDelivered) retries += 1;
    return retries;
  }

  /** Whether it still has its place among the calls, or there is another one for it. */
  private hasPlace({ isDelivered }: InProgress): boolean {
    return !isDelivered || this.calls < this.mostCalls;
  }
}

/** The first wait of a dialog whose attempt failed, in seconds; it doubles with each failure, up to the longest. */
const firstSeconds = 0.5;

/** As long as this, in seconds, a 202 can still be kept once what was wrong has ended. */
const longestSeconds = 5;

/** A dialog that fails for a reason of its own, so many times in a row, is from then on retried slowly. */
const manyFailures = 10;
const longestSlowSeconds = 300;

/** How long, in seconds, a dialog waits before its next attempt: exponential backoff with jitter, or as we were asked to. */
export function retryDelay(attempts: number, error: unknown, random: () => number): number {
  const { obstacle, isSlow = false, retryAfterMs = 0 } = error instanceof DialogportenError ? error : {};
  const slowAfter = obstacle === 'dialog' ? (isSlow ? 0 : manyFailures) : Infinity;
  const longest = attempts >= slowAfter ? longestSlowSeconds : longestSeconds;
  const backoff = Math.min(firstSeconds * 2 ** Math.min(attempts, 16), longest);
  return Math.max(backoff * (0.5 + random() / 2), Math.min(retryAfterMs / 1000, longestSlowSeconds));
}
