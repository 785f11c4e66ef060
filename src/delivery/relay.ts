import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Periodic, settlesWithin } from '../timers/periodic.js';
import { Attempts } from './attempts.js';
import { Outbox } from './outbox.js';

/** How long, in milliseconds, an outbox with nothing due is left alone. */
const pollMs = 500;

/** How often leases are renewed, in milliseconds: twice before one ends. */
const renewEveryMs = 2_000;

/** How often, in milliseconds, requests that wait here learn of deliveries by other replicas. */
const noteEveryMs = 250;

/** Number of dialogs asked about at a time; the rest follow in the next round. */
const mostNoted = 1_000;

/** How often, in milliseconds, due times are looked for that only a wrong clock can have written. */
const recallEveryMs = 10_000;

/** How long, in milliseconds, deliveries may take to finish when the process is to stop; then other replicas get them. */
const finishWithinMs = 4_000;

/**
 * Takes from the outbox what is due: dialogs whose first attempt failed, or found no room, or whose process died. Every
 * replica runs one. It survives any failure of one round.
 */
@Injectable()
export class Relay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Relay.name);
  private readonly tasks = [
    new Periodic({
      name: 'renewing the leases of dialogs',
      everyMs: renewEveryMs,
      work: () => this.outbox.renew(this.attempts.inProgressFor(renewEveryMs)),
    }),
    new Periodic({
      name: 'noting deliveries by other replicas',
      everyMs: noteEveryMs,
      work: () => this.attempts.noteOthersDeliveries(mostNoted),
    }),
    new Periodic({
      name: 'recalling what is due far ahead',
      everyMs: recallEveryMs,
      work: () => this.outbox.recallFarAhead(),
    }),
  ];
  private isStopping = false;
  private isFailing = false;
  /** Counts the rounds; where there is room for one dialog only, it says whose turn it is. */
  private turn = 0;
  /** Something happened since the last round began. */
  private isWoken = false;
  private resume: () => void = () => undefined;
  private loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly attempts: Attempts,
    private readonly outbox: Outbox,
  ) {}

  onApplicationBootstrap(): void {
    this.attempts.onRoom = () => {
      if (this.attempts.isBehind || this.isStopping) this.wake();
    };
    for (const task of this.tasks) task.start();
    this.loop = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    this.attempts.stop();
    this.wake();
    await settlesWithin(finishWithinMs, Promise.all([this.finished(), ...this.tasks.map((task) => task.stop())]));
    await this.outbox.release(this.attempts.inProgressFor(0));
  }

  private async finished(): Promise<void> {
    await this.loop;
    while (this.attempts.inProgressFor(0).length > 0) await this.idle();
  }

  private async run(): Promise<void> {
    while (!this.isStopping) {
      const taken = await this.takeDue().catch((error: Error) => this.noteFailure(error));
      if (taken === 0) await this.idle();
    }
  }

  /** With an open circuit one dialog is taken, as the probe, and only when a probe is due. */
  private async takeDue(): Promise<number> {
    const { circuit } = this.attempts;
    const rows = circuit.isOpen ? await this.takeProbe() : await this.takeFromLanes();
    this.noteSuccess();
    if (circuit.isOpen && rows.length > 0) circuit.startProbe();
    for (const row of rows) void this.attempts.deliver(row);
    return rows.length;
  }

  /**
   * Both lanes get their share, and so do both ends of the line of fresh changes; where there is room for one only, they
   * take turns.
   */
  private async takeFromLanes() {
    const { fresh: room, retry } = this.attempts.room;
    if (room === 0) return [];
    const { leftToOthers: left } = this.attempts;
    this.turn += 1;
    const retries = Math.min(retry, room === 1 ? this.turn % 2 : room - 1);
    let rows = await this.takeDialogs(room - retries, retries, left);
    if (rows.length === 0 && retries === room) rows = await this.takeDialogs(room, 0, left);
    this.attempts.isBehind = rows.length > 0;
    return rows;
  }

  /** Of the fresh ones half are those that were changed last; an odd one is of either half in turn. */
  private takeDialogs(fresh: number, retry: number, left: readonly string[]) {
    const roundedUp = Math.floor(this.turn / 2) % 2;
    return this.outbox.take({ fresh, retry }, Math.floor((fresh + roundedUp) / 2), left);
  }

  /**
   * A dialog that has failed before says little of Dialogporten: it is the probe only where there is no other. Of the others
   * it is the one that was changed last, whose caller may still wait.
   */
  private async takeProbe() {
    const { circuit, mayProbe, leftToOthers: left, recentlyFailed: failed } = this.attempts;
    if (!circuit.isProbeDue || !mayProbe) return [];
    const untried = await this.outbox.take({ fresh: 1, retry: 0 }, 1, [...left, ...failed]);
    if (untried.length > 0) return untried;
    const fresh = await this.outbox.take({ fresh: 1, retry: 0 }, 0, left);
    return fresh.length > 0 ? fresh : this.outbox.take({ fresh: 0, retry: 1 }, 0, left);
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

  private wake(): void {
    this.isWoken = true;
    this.resume();
  }

  /** Until the poll interval has passed, or there may be room again. */
  private async idle(): Promise<void> {
    if (!this.isWoken) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pollMs);
        this.resume = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.isWoken = false;
  }
}
