import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import pLimit from 'p-limit';
import { Clock } from '../config/clock.js';
import { Database } from '../database/database.js';
import { DialogportenError } from '../dialogporten/dialogporten-error.js';
import { Problem } from '../http/problem.js';
import { Circuit } from './circuit.js';
import { DialogPublisher } from './dialog-publisher.js';
import { saveGone, saveRefused } from './dialogs.repository.js';
import type { Outcome } from './outcome.js';
import { PublishJobs } from './publish-jobs.js';

/** How many dialogs are brought to Dialogporten at the same time, by this process. */
const concurrency = 20;

/**
 * How long, in seconds, a new job is left to the process that took the request. The attempt of that process must have
 * ended by then, or the process itself.
 */
const ownAttemptSeconds = 6;

/** One dialog on its way, and those who came too late for it and wait for the next departure. */
interface Departure {
  readonly arrived: Promise<void>;
  next?: Promise<void>;
}

/**
 * Every attempt to bring a dialog to Dialogporten, whether for a waiting request or for the queue: at most one at a time
 * for each dialog, a bounded number altogether, and hardly any while Dialogporten is away.
 */
@Injectable()
export class Publications implements BeforeApplicationShutdown {
  readonly circuit = new Circuit({
    threshold: 3,
    firstDelayMs: 250,
    longestDelayMs: 4_000,
    now: Date.now,
    random: Math.random,
  });
  /** How many versions Dialogporten has refused for good since the process started. */
  refusals = 0;
  private readonly logger = new Logger(Publications.name);
  private readonly limit = pLimit(concurrency);
  private readonly departures = new Map<string, Departure>();
  private readonly bookkeeping = new Set<Promise<void>>();

  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly publisher: DialogPublisher,
    private readonly jobs: PublishJobs,
  ) {}

  /** How long, in seconds, the queue is to leave a job alone that is enqueued now and {@link begin begun} right after. */
  get dueInSeconds(): number {
    return this.circuit.isOpen ? 0 : ownAttemptSeconds;
  }

  /** Whether this process is bringing the dialog to Dialogporten just now. */
  isUnderWay(dialogId: string): boolean {
    return this.departures.has(dialogId);
  }

  /**
   * The attempt of the process that took the request, right after the commit. If it fails, or the process dies, the
   * queue makes the next one.
   *
   * @param jobId the job that promises the same; none for a repeat of a request whose job is there already
   * @throws {Problem} `upstream-refused` or `gone`, when no further attempt will help.
   */
  async begin(dialogId: string, jobId?: string): Promise<Outcome> {
    if (this.circuit.isOpen) return 'accepted';
    try {
      await this.attempt(dialogId);
    } catch (error) {
      const problem = problemOf(error);
      if (problem === undefined) return 'accepted';
      if (jobId !== undefined) this.keep(this.settle(dialogId, jobId, error));
      throw problem;
    }
    if (jobId !== undefined) this.keep(this.jobs.done(jobId));
    return 'made';
  }

  /**
   * Brings a dialog to Dialogporten, as it is when its turn comes.
   *
   * @throws {DialogportenError} when that failed.
   */
  attempt(dialogId: string): Promise<void> {
    const departed = this.departures.get(dialogId);
    if (departed === undefined) return this.depart(dialogId);
    departed.next ??= departed.arrived.catch(() => undefined).then(() => this.depart(dialogId));
    return departed.next;
  }

  /** Ends a job whose attempt failed in a way that no further attempt mends. */
  async settle(dialogId: string, jobId: string, error: unknown): Promise<void> {
    if (error instanceof DialogportenError && error.remedy === 'our-fault') {
      await this.jobs.bury({ id: jobId, dialogId }, error.message);
    } else {
      await this.jobs.done(jobId);
    }
  }

  /** Lets what is under way arrive before the database is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.allSettled([...this.departures.values()].map(({ arrived }) => arrived));
    await Promise.allSettled(this.bookkeeping);
  }

  private depart(dialogId: string): Promise<void> {
    const arrived = this.limit(() => this.publish(dialogId)).finally(() => {
      if (this.departures.get(dialogId)?.arrived === arrived) this.departures.delete(dialogId);
    });
    this.departures.set(dialogId, { arrived });
    return arrived;
  }

  private async publish(dialogId: string): Promise<void> {
    try {
      const called = await this.publisher.publish(dialogId);
      if (called) this.circuit.succeeded();
      else this.circuit.abandonProbe();
    } catch (error) {
      await this.note(dialogId, error);
      throw error;
    }
  }

  /** What is to be remembered of a failure: for the circuit, for repeats of the request, for the operator. */
  private async note(dialogId: string, error: unknown): Promise<void> {
    if (!(error instanceof DialogportenError)) return this.circuit.abandonProbe();
    if (error.remedy === 'retry') return this.circuit.failed(error.retryAfterMs);
    this.circuit.succeeded();
    const { remedy, message: reason, status, traceId } = error;
    if (remedy === 'gone') {
      this.logger.warn({ msg: 'a dialog is gone from Dialogporten', dialogId, reason });
      await this.database.run((queries) => saveGone(queries, dialogId, this.clock.now()));
    } else if (remedy === 'our-fault') {
      this.refusals++;
      this.logger.error({
        msg: 'Dialogporten refused a change for good',
        alert: true,
        dialogId,
        reason,
        status,
        traceId,
      });
      await this.database.run((queries) => saveRefused(queries, dialogId));
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

/** What a failure means to whoever asked for the change; nothing, where another attempt may succeed. */
function problemOf(error: unknown): Problem | undefined {
  if (!(error instanceof DialogportenError)) return undefined;
  if (error.remedy === 'our-fault') return new Problem('upstream-refused', { cause: error });
  return error.remedy === 'gone' ? new Problem('gone', { cause: error }) : undefined;
}
