import { setTimeout as pause } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DialogportenError } from '../dialogporten/dialogporten-error.js';
import { Deliveries } from './deliveries.js';
import { type DeliveryJob, Outbox } from './outbox.js';
import { StateError } from './projections.js';

/** How many jobs this process has in hand at the same time. */
const capacity = 20;

/** How long, in milliseconds, an empty queue is left alone. */
const pollMs = 500;

/** How often jobs that died with their process are looked for. */
const reviveEveryMs = 2_000;

/** How long, in milliseconds, jobs may take to finish when the process is to stop; then others get them. */
const finishWithinMs = 4_000;

/** The first wait of a job whose attempt failed, in seconds; it doubles with each failure, up to the longest. */
const firstDelaySeconds = 0.5;
const longestDelaySeconds = 5;
const longestHeededSeconds = 300;

/** How long, in seconds, a job waits before its next attempt: exponential backoff with jitter, or as we were asked to. */
export function delayAfter(attempts: number, error: unknown, random: () => number): number {
  const doubled = Math.min(longestDelaySeconds, firstDelaySeconds * 2 ** Math.min(attempts, 16));
  const asked = error instanceof DialogportenError ? (error.retryAfterMs ?? 0) / 1000 : 0;
  return Math.max(doubled * (0.5 + random() / 2), Math.min(asked, longestHeededSeconds));
}

/** Takes the jobs that are due: those whose first attempt failed, or whose process died. Every replica runs one. */
@Injectable()
export class Relay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Relay.name);
  private readonly inHand = new Map<DeliveryJob, Promise<void>>();
  private readonly timers: NodeJS.Timeout[] = [];
  private stopping = false;
  private wake: () => void = () => {};
  private loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly deliveries: Deliveries,
    private readonly outbox: Outbox,
  ) {}

  onApplicationBootstrap(): void {
    this.every(reviveEveryMs, () => this.outbox.reviveExpired());
    this.loop = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.timers.forEach(clearInterval);
    this.wake();
    await this.loop;
    await Promise.race([Promise.all(this.inHand.values()), pause(finishWithinMs)]);
    await this.outbox.handBack([...this.inHand.keys()]);
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const taken = await this.takeJobs();
      if (taken.length === 0) await this.idle();
    }
  }

  /** With an open circuit one job is taken, as the probe, and only when one is due. */
  private async takeJobs(): Promise<readonly DeliveryJob[]> {
    const { circuit } = this.deliveries;
    const room = circuit.isOpen ? Number(circuit.isProbeDue) : capacity - this.inHand.size;
    if (room === 0) return [];
    const taken = await this.outbox.take(room);
    if (this.stopping) {
      await this.outbox.handBack(taken);
      return taken;
    }
    if (circuit.isOpen && taken.length > 0) circuit.startProbe();
    for (const job of taken) this.hold(job);
    return taken;
  }

  private hold(job: DeliveryJob): void {
    const held = this.keep(job)
      .catch((error: Error) => this.logger.warn({ msg: 'a job was left to expire', reason: error.message }))
      .finally(() => {
        this.inHand.delete(job);
        this.wake();
      });
    this.inHand.set(job, held);
  }

  private async keep(job: DeliveryJob): Promise<void> {
    try {
      await this.deliveries.attempt(job.dialogId);
    } catch (error) {
      if (isFinal(error)) return this.deliveries.settle(job.dialogId, job.id, error);
      return this.outbox.postpone(job, delayAfter(job.attempts, error, Math.random));
    }
    await this.outbox.done(job.id);
  }

  /** Until the poll interval has passed, or there may be room again. */
  private idle(): Promise<void> {
    return new Promise((resume) => {
      const timer = setTimeout(resume, pollMs);
      this.wake = () => {
        clearTimeout(timer);
        resume();
      };
    });
  }

  private every(intervalMs: number, work: () => Promise<void>): void {
    const timer = setInterval(() => {
      work().catch((error: Error) => this.logger.warn({ msg: 'a periodic task failed', reason: error.message }));
    }, intervalMs);
    this.timers.push(timer.unref());
  }
}

/** Whether time will not mend it. */
function isFinal(error: unknown): boolean {
  if (error instanceof StateError) return true;
  return error instanceof DialogportenError && (error.remedy === 'our-fault' || error.remedy === 'gone');
}
