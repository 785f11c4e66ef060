import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { sql } from 'drizzle-orm';
import { Clock } from '../config/clock.js';
import { Periodic } from '../config/periodic.js';
import { Database, type Queries } from './database.js';

/** How often it is compared with our own clock, in milliseconds. */
const everyMs = 10_000;

/** How far, in milliseconds, our clock may differ from the database's before we are taken to be wrong about the time. */
const toleratedMs = 5_000;

/** How often one comparison looks, at the most, and which round trip in milliseconds is short enough to be content with. */
const looks = 5;
const shortRoundTripMs = 50;

/** One look at the database's clock: the zero of `performance.now()` by it, in milliseconds since the epoch. */
interface Look {
  readonly origin: number;
  readonly roundTripMs: number;
}

/**
 * What time it is by the database's clock, which all replicas share: ids and times that others get to see are made by it.
 * It is read now and then, and in between followed by a clock that nobody sets.
 */
@Injectable()
export class DatabaseClock implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(DatabaseClock.name);
  private readonly following = new Periodic({
    name: "reading the database's clock",
    everyMs,
    work: () => this.compare(),
  });
  private origin = 0;
  private isDoubted = false;

  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.compare();
    this.following.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.following.stop();
  }

  now(): Date {
    return new Date(this.origin + performance.now());
  }

  /** Whether our own clock is so far from the database's that one of them must be wrong. */
  get isDoubtful(): boolean {
    return this.isDoubted;
  }

  private async compare(): Promise<void> {
    const { origin, roundTripMs } = await this.database.run((queries) => shortestLook(queries));
    this.origin = origin;
    const differenceMs = Math.round(this.clock.now().getTime() - this.now().getTime());
    const wasDoubted = this.isDoubted;
    // What the round trip leaves open is no reason for doubt.
    this.isDoubted = Math.abs(differenceMs) - roundTripMs / 2 > toleratedMs;
    if (this.isDoubted === wasDoubted) return;
    if (this.isDoubted) {
      const msg = "our clock and the database's differ: nothing is delivered by this process until they agree";
      this.logger.error({ msg, alert: true, differenceMs });
    } else {
      this.logger.log({ msg: "our clock and the database's agree again", differenceMs });
    }
  }
}

/** Of a few looks the one with the shortest round trip; half of that is taken to be the way there. */
async function shortestLook(queries: Queries): Promise<Look> {
  let shortest: Look = { origin: 0, roundTripMs: Infinity };
  for (let count = 0; count < looks && shortest.roundTripMs > shortRoundTripMs; count++) {
    const askedAt = performance.now();
    const { rows } = await queries.execute<{ ms: number }>(
      sql`SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms`,
    );
    const answeredAt = performance.now();
    const look = { origin: rows[0]!.ms - (askedAt + answeredAt) / 2, roundTripMs: answeredAt - askedAt };
    if (look.roundTripMs < shortest.roundTripMs) shortest = look;
  }
  return shortest;
}
