import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Periodic } from '../config/periodic.js';
import { settlesWithin } from '../config/settles-within.js';
import { Deliveries } from './deliveries.js';
import { Outbox } from './outbox.js';

/** How long, in milliseconds, an outbox with nothing due is left alone. */
const pollMs = 500;

/** How often leases are renewed, in milliseconds: twice before one ends. */
const renewEveryMs = 2_000;

/** How often, in milliseconds, those who wait for what others deliver are told of it. */
const hearEveryMs = 250;

/** Of so many dialogs it is asked at a time; the rest have their turn when those are answered. */
const mostHeardOf = 1_000;

/** How long, in milliseconds, deliveries may take to finish when the process is to stop; then others get them. */
const finishWithinMs = 4_000;

/**
 * Takes from the outbox what is due: dialogs whose first attempt failed, or found no room, or whose process died. Every
 * replica runs one. It survives any failure of one round.
 */
@Injectable()
export class Relay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Relay.name);
  private readonly renewal = new Periodic({
    name: 'renewing the leases of dialogs',
    everyMs: renewEveryMs,
    work: () => this.outbox.renew(this.deliveries.heldFor(renewEveryMs)),
  });
  private readonly hearing = new Periodic({
    name: 'seeing what others have delivered',
    everyMs: hearEveryMs,
    work: () => this.deliveries.hearOfOthers(mostHeardOf),
  });
  private isStopping = false;
  private isFailing = false;
  private wake: () => void = () => undefined;
  private loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly deliveries: Deliveries,
    private readonly outbox: Outbox,
  ) {}

  onApplicationBootstrap(): void {
    this.deliveries.onRoom = () => {
      if (this.deliveries.isBehind || this.isStopping) this.wake();
    };
    this.renewal.start();
    this.hearing.start();
    this.loop = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    this.deliveries.stop();
    this.wake();
    await settlesWithin(finishWithinMs, Promise.all([this.finished(), this.renewal.stop(), this.hearing.stop()]));
    await this.outbox.release(this.deliveries.heldFor(0));
  }

  private async finished(): Promise<void> {
    await this.loop;
    while (this.deliveries.heldFor(0).length > 0) await this.idle();
  }

  private async run(): Promise<void> {
    while (!this.isStopping) {
      const taken = await this.takeDue().catch((error: Error) => this.noteFailure(error));
      if (taken === 0) await this.idle();
    }
  }

  /** With an open circuit one dialog is taken, as the probe, and only when a probe is due. */
  private async takeDue(): Promise<number> {
    const { room, circuit } = this.deliveries;
    if (room === 0) return 0;
    const rows = await this.outbox.take(room);
    this.noteSuccess();
    this.deliveries.isBehind = rows.length === room;
    if (circuit.isOpen && rows.length > 0) circuit.startProbe();
    for (const row of rows) void this.deliveries.deliver(row);
    return rows.length;
  }

  /** One line when rounds begin to fail, and one when they succeed again. */
  private noteFailure(error: Error): 0 {
    if (!this.isFailing) this.logger.warn({ msg: 'the outbox cannot be read', reason: error.message });
    this.isFailing = true;
    return 0;
  }

  private noteSuccess(): void {
    if (this.isFailing) this.logger.log({ msg: 'the outbox can be read again' });
    this.isFailing = false;
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
}
