import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import pLimit from 'p-limit';
import { Clock } from '../config/clock.js';
import { Database } from '../database/database.js';
import { DialogportenError } from '../dialogporten/dialogporten-error.js';
import { Problem } from '../http/problem.js';
import { Circuit } from './circuit.js';
import type { Outcome } from './delivery.js';
import { saveDelivered, saveGone, saveRejected } from './delivery.repository.js';
import { Outbox } from './outbox.js';
import { StateError } from './projections.js';
import { type CommittedChange, type Delivered, Sender } from './sender.js';

/** How many dialogs are brought to Dialogporten at the same time, by this process. */
const concurrency = 20;

/**
 * How long, in seconds, a new job is left to the process that took the request. The attempt of that process must have
 * ended by then, or the process itself.
 */
const ownAttemptSeconds = 6;

/**
 * On so many dialogs in a row Dialogporten may fail, answering all the while, before it is taken to be away altogether:
 * a few that it always fails on are not to hold up the others.
 */
const failingDialogsAllowed = 10;

/** How long, in milliseconds, first attempts may take to finish when the process is to stop; the queue has them, too. */
const finishWithinMs = 2_000;

/** Whether an answer, or the lack of one, says that Dialogporten as a whole cannot be had just now. */
function isAway(status: number | undefined): boolean {
  return status === undefined || status === 429 || (status >= 502 && status <= 504);
}

/** One dialog on its way. */
interface Attempt {
  /** The version that it carries, where that is known beforehand. */
  readonly version?: number | undefined;
  /** Settles when Dialogporten has it, or could not be brought there. */
  readonly shown: Promise<void>;
  /** Settles when that has been saved, too. */
  readonly arrived: Promise<void>;
  /** For those who came too late for this one. */
  next?: Attempt;
}

/**
 * Every attempt to bring a dialog to Dialogporten, whether for a waiting request or for the queue: at most one at a time
 * for each dialog, a bounded number altogether, and hardly any while Dialogporten is away.
 */
@Injectable()
export class Deliveries implements OnApplicationShutdown {
  readonly circuit = new Circuit({
    threshold: 3,
    firstDelayMs: 250,
    longestDelayMs: 4_000,
    now: Date.now,
    random: Math.random,
  });
  /** How many versions Dialogporten has rejected since the process started. */
  rejections = 0;
  private readonly logger = new Logger(Deliveries.name);
  private readonly limit = pLimit(concurrency);
  /** The dialogs that Dialogporten has failed on since it last succeeded on one. */
  private readonly failing = new Set<string>();
  private readonly underWay = new Map<string, Attempt>();
  private readonly bookkeeping = new Set<Promise<void>>();

  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly sender: Sender,
    private readonly outbox: Outbox,
  ) {}

  /** How long, in seconds, the queue is to leave a job alone that is enqueued now and {@link begin begun} right after. */
  get dueInSeconds(): number {
    return this.circuit.isOpen ? 0 : ownAttemptSeconds;
  }

  /**
   * The attempt of the process that took the request, right after the commit. If it fails, or the process dies, the
   * queue makes the next one.
   *
   * @throws {Problem} `upstream-refused` or `gone`, when no further attempt will help.
   */
  async begin(committed: CommittedChange): Promise<Outcome> {
    if (this.circuit.isOpen) return 'accepted';
    const { dialog, jobId } = committed;
    const { shown, arrived } = this.attemptFor(dialog.id, committed);
    this.keep(
      arrived.then(
        () => this.outbox.done(jobId),
        (error: unknown) => this.settle(dialog.id, jobId, error),
      ),
    );
    return outcomeOf(shown);
  }

  /**
   * For a repeat of a request: what the attempt that carries its change comes to, if it is under way in this process.
   *
   * @throws {Problem} what {@link begin} throws.
   */
  async join({ id }: { readonly id: string }, version: number): Promise<Outcome> {
    const underWay = this.underWay.get(id);
    return underWay?.version === version ? outcomeOf(underWay.shown) : 'accepted';
  }

  /**
   * Brings a dialog to Dialogporten, as it is when its turn comes, and saves that it is there.
   *
   * @throws {DialogportenError} when Dialogporten could not be brought there.
   */
  attempt(dialogId: string): Promise<void> {
    return this.attemptFor(dialogId).arrived;
  }

  /** Ends a job whose attempt failed, if no further attempt mends that; else the queue makes it. */
  async settle(dialogId: string, jobId: string, error: unknown): Promise<void> {
    if (error instanceof StateError) return this.outbox.reject({ id: jobId, dialogId }, error.message);
    if (!(error instanceof DialogportenError)) return;
    if (error.remedy === 'our-fault') await this.outbox.reject({ id: jobId, dialogId }, error.message);
    if (error.remedy === 'gone') await this.outbox.done(jobId);
  }

  /** Lets what is under way arrive before the database is closed. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.race([this.bookkeepingDone(), pause(finishWithinMs)]);
  }

  private async bookkeepingDone(): Promise<void> {
    while (this.bookkeeping.size > 0) await Promise.all(this.bookkeeping);
  }

  /** The attempt that will carry the dialog as it is now: at once, or right after the one that is under way. */
  private attemptFor(dialogId: string, committed?: CommittedChange): Attempt {
    const underWay = this.underWay.get(dialogId);
    if (underWay === undefined) return this.start(dialogId, committed);
    underWay.next ??= this.startAfter(underWay, dialogId);
    return underWay.next;
  }

  private startAfter({ arrived }: Attempt, dialogId: string): Attempt {
    const underWay = arrived.catch(() => undefined).then(() => this.start(dialogId));
    return attemptWith(
      underWay.then(({ shown }) => shown),
      underWay.then((attempt) => attempt.arrived),
    );
  }

  private start(dialogId: string, committed?: CommittedChange): Attempt {
    const attempt = this.limit(() => this.deliver(dialogId, committed));
    const arrived = attempt
      .then((delivered) => delivered && this.database.run((queries) => saveDelivered(queries, delivered)))
      .finally(() => this.underWay.delete(dialogId));
    const shown = attempt.then(() => undefined);
    const started = attemptWith(shown, arrived, committed?.dialog.version);
    this.underWay.set(dialogId, started);
    return started;
  }

  private async deliver(dialogId: string, committed: CommittedChange | undefined): Promise<Delivered | undefined> {
    // Whoever does not wait for Dialogporten gets the answer before the work on it begins.
    await nextTurn();
    try {
      const delivered = await this.sender.send(dialogId, committed);
      if (delivered === undefined) {
        this.circuit.abandonProbe();
      } else {
        this.circuit.succeeded();
        this.failing.clear();
      }
      return delivered;
    } catch (error) {
      await this.note(dialogId, error);
      throw error;
    }
  }

  /** What is to be remembered of a failure: for the circuit, for repeats of the request, for the operator. */
  private async note(dialogId: string, error: unknown): Promise<void> {
    if (error instanceof StateError) {
      this.circuit.abandonProbe();
      this.logger.error({ msg: 'a dialog cannot be delivered', alert: true, dialogId, reason: error.message });
      return this.database.run((queries) => saveRejected(queries, dialogId));
    }
    if (!(error instanceof DialogportenError)) return this.circuit.abandonProbe();
    const { remedy, message: reason, status, retryAfterMs, traceId } = error;
    if (remedy === 'retry' && isAway(status)) return this.circuit.failed(retryAfterMs);
    if (remedy === 'retry') {
      this.failing.add(dialogId);
      if (this.failing.size >= failingDialogsAllowed) return this.circuit.failed(retryAfterMs);
    }
    this.circuit.succeeded();
    if (remedy === 'gone') {
      this.logger.warn({ msg: 'a dialog is gone from Dialogporten', dialogId, reason });
      await this.database.run((queries) => saveGone(queries, dialogId, this.clock.now()));
    } else if (remedy === 'our-fault') {
      this.rejections++;
      this.logger.error({
        msg: 'Dialogporten rejected a change',
        alert: true,
        dialogId,
        reason,
        status,
        traceId,
      });
      await this.database.run((queries) => saveRejected(queries, dialogId));
    }
  }

  /** Remembers what is done after the answer, so that it is not cut off at the end; the queue stands in if it fails. */
  private keep(work: Promise<void>): void {
    const kept = work
      .catch((error: Error) => this.logger.warn({ msg: 'a job was left to expire', reason: error.message }))
      .finally(() => this.bookkeeping.delete(kept));
    this.bookkeeping.add(kept);
  }
}

/** Not everybody waits for both, and a failure that nobody waits for is no reason to end the process. */
function attemptWith(shown: Promise<void>, arrived: Promise<void>, version?: number): Attempt {
  for (const promise of [shown, arrived]) promise.catch(() => undefined);
  return { shown, arrived, version };
}

/** What the first attempt means to whoever asked for the change: where another attempt may succeed, it is accepted. */
async function outcomeOf(shown: Promise<void>): Promise<Outcome> {
  try {
    await shown;
    return 'delivered';
  } catch (error) {
    const remedy = error instanceof DialogportenError ? error.remedy : undefined;
    if (remedy === 'our-fault') throw new Problem('upstream-refused', { cause: error });
    if (remedy === 'gone') throw new Problem('gone', { cause: error });
    return 'accepted';
  }
}
