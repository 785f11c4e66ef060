import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { sql } from 'drizzle-orm';
import { Clock } from '../config/clock.js';
import { Database } from './database.js';

/** How often it is compared with our own clock, in milliseconds. */
const everyMs = 10_000;

/** How far, in milliseconds, our clock may differ from the database's before we are taken to be wrong about the time. */
const toleratedMs = 5_000;

/**
 * What time it is by the database's clock, which all replicas share: ids and times that others get to see are made by it.
 * It is read now and then, and in between followed by a clock that nobody sets.
 */
@Injectable()
export class DatabaseClock implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(DatabaseClock.name);
  /** The database's time, in milliseconds since the epoch, at the zero of `performance.now()`. */
  private origin = 0;
  private differenceMs = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.compare();
    this.timer = setTimeout(() => void this.follow(), everyMs).unref();
  }

  onApplicationShutdown(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  now(): Date {
    return new Date(this.origin + performance.now());
  }

  /** Whether our own clock is so far from the database's that one of them must be wrong. */
  get isDoubtful(): boolean {
    return Math.abs(this.differenceMs) > toleratedMs;
  }

  private async follow(): Promise<void> {
    await this.compare().catch((error: Error) =>
      this.logger.warn({ msg: "the database's clock could not be read", reason: error.message }),
    );
    if (this.timer !== undefined) this.timer = setTimeout(() => void this.follow(), everyMs).unref();
  }

  private async compare(): Promise<void> {
    const askedAt = performance.now();
    const { rows } = await this.database.run((queries) =>
      queries.execute<{ ms: number }>(sql`SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms`),
    );
    const answeredAt = performance.now();
    this.origin = rows[0]!.ms - (askedAt + answeredAt) / 2;
    const wasDoubtful = this.isDoubtful;
    this.differenceMs = this.clock.now().getTime() - (this.origin + answeredAt);
    if (this.isDoubtful === wasDoubtful) return;
    const differenceMs = Math.round(this.differenceMs);
    if (this.isDoubtful) {
      const msg = "our clock and the database's differ: nothing is delivered by this process until they agree";
      this.logger.error({ msg, alert: true, differenceMs });
    } else {
      this.logger.log({ msg: "our clock and the database's agree again", differenceMs });
    }
  }
}
