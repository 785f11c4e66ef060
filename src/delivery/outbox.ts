import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import PgBoss from 'pg-boss';
import { Database, type RawSql } from '../database/database.js';

/** A dialog that Dialogporten is to be brought to the state of, kept in our database until it is. */
export interface DeliveryJob {
  readonly id: string;
  readonly dialogId: string;
  /** How many attempts have failed so far. */
  readonly attempts: number;
}

/** A job that Dialogporten rejected, kept for a person to look at. */
export interface DeadLetter {
  readonly id: string;
  readonly dialogId: string;
  readonly reason: string;
  readonly rejectedAt: Date;
}

const queue = 'dialog-changes';
const deadLetterQueue = 'dialog-changes-refused';

/** How long an attempt may take, in seconds, before it is taken to have died with its process, and made again. */
const expireInSeconds = 20;

/** pg-boss archives what has waited too long, and gives up after so many attempts; for us neither is ever the case. */
const forever = { retentionDays: 36_500, retryLimit: 2_147_483_647 } as const;

/** How long, in milliseconds, jobs that are done are collected before they are taken out. */
const sweepMs = 100;

interface JobContent {
  readonly dialogId: string;
  readonly attempts: number;
}

interface DeadContent {
  readonly dialogId: string;
  readonly reason: string;
}

/**
 * The outbox, in our own database, so that a job and the change that it delivers are committed together.
 * Any number of replicas take jobs from it, each job handed to one at a time (`SKIP LOCKED`).
 */
@Injectable()
export class Outbox implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(Outbox.name);
  private readonly boss: PgBoss;
  private readonly finished: string[] = [];
  private sweeping: Promise<void> | undefined;

  constructor(private readonly database: Database) {
    this.boss = new PgBoss({ db: database.raw, schedule: false, migrate: false });
    this.boss.on('error', (error) => this.logger.warn({ msg: 'the queue reported an error', reason: error.message }));
  }

  async onModuleInit(): Promise<void> {
    await this.database.exclusively(installQueues);
    await this.boss.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.boss.stop({ graceful: false, close: false });
  }

  /**
   * Puts a job into the queue, in the transaction of the change that it is about.
   *
   * @param dueInSeconds how long it is left alone
   * @returns its id.
   */
  async enqueue(transaction: RawSql, dialogId: string, dueInSeconds: number): Promise<string> {
    return this.send(transaction, { dialogId, attempts: 0 }, dueInSeconds);
  }

  /** Takes up to `count` jobs that are due. They are ours until done, postponed or rejected, or until they expire. */
  async take(count: number): Promise<DeliveryJob[]> {
    const jobs = await this.boss.fetch<JobContent>(queue, { batchSize: count });
    return jobs.map(({ id, data }) => ({ id, dialogId: data.dialogId, attempts: data.attempts }));
  }

  /**
   * Dialogporten has the dialog. Jobs that are done are taken out of the queue together, a little later: one that was not,
   * because the process died, finds that there is nothing left to do.
   */
  done(jobId: string): Promise<void> {
    this.finished.push(jobId);
    this.sweeping ??= pause(sweepMs).then(() => this.sweep());
    return this.sweeping;
  }

  /** The attempt failed, and is to be made again. */
  async postpone({ id, dialogId, attempts }: DeliveryJob, dueInSeconds: number): Promise<void> {
    await this.database.transaction(async ({ raw }) => {
      await this.send(raw, { dialogId, attempts: attempts + 1 }, dueInSeconds);
      await this.boss.deleteJob(queue, id, { db: raw });
    });
  }

  /** Gives jobs back untouched, for another replica to take at once. */
  async handBack(jobs: readonly DeliveryJob[]): Promise<void> {
    await Promise.all(jobs.map(({ id }) => this.boss.fail(queue, id)));
  }

  /** Dialogporten rejected: the job goes where a person will look. */
  async reject({ id, dialogId }: Pick<DeliveryJob, 'id' | 'dialogId'>, reason: string): Promise<void> {
    await this.database.transaction(async ({ raw }) => {
      await this.boss.send(deadLetterQueue, { dialogId, reason }, { ...forever, db: raw });
      await this.boss.deleteJob(queue, id, { db: raw });
    });
  }

  /** Finds the jobs that died with their process, and makes them due again. */
  async reviveExpired(): Promise<void> {
    await this.boss.expire();
  }

  /** What was rejected, oldest first. */
  async deadLetters(): Promise<DeadLetter[]> {
    const { rows } = await this.database.raw.executeSql<{ id: string; data: DeadContent; created_on: Date }>(
      'SELECT id, data, created_on FROM pgboss.job WHERE name = $1 ORDER BY created_on, id',
      [deadLetterQueue],
    );
    return rows.map(({ id, data, created_on: rejectedAt }) => ({
      id,
      dialogId: data.dialogId,
      reason: data.reason,
      rejectedAt,
    }));
  }

  /** Puts what was refused back into the queue, once whatever was wrong has been mended. */
  async redrive({ id, dialogId }: DeadLetter): Promise<void> {
    await this.database.transaction(async ({ raw }) => {
      await this.send(raw, { dialogId, attempts: 0 }, 0);
      await this.boss.deleteJob(deadLetterQueue, id, { db: raw });
    });
  }

  private async sweep(): Promise<void> {
    this.sweeping = undefined;
    await this.boss.deleteJob(queue, this.finished.splice(0));
  }

  private async send(db: RawSql, content: JobContent, dueInSeconds: number): Promise<string> {
    const id = await this.boss.send(queue, content, { ...forever, expireInSeconds, startAfter: dueInSeconds, db });
    if (id === null) throw new Error('the queue took no job');
    return id;
  }
}

/** Brings the queue's own tables up to date. Not to be run by two replicas at once. */
async function installQueues(db: RawSql): Promise<void> {
  const installer = new PgBoss({ db, schedule: false, supervise: false });
  await installer.start();
  await installer.createQueue(deadLetterQueue);
  await installer.createQueue(queue);
  await installer.stop({ graceful: false, close: false });
}
