import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { sql } from '../database/drizzle.js';
import { Periodic } from '../timers/periodic.js';
import type { Database, Queries } from '../database/database.js';
import type { PlatformTime } from './platform-time.js';

/** The clock of this process's machine. A provider of its own, so that a test can hold it. */
export class ProcessClock {
  now(): Date {
    return new Date();
  }
}

/** How often the clocks are compared, in milliseconds. */
const everyMs = 10_000;

/** How far, in milliseconds, our clock may differ from the database's before one of them is taken to be wrong. */
const toleratedMs = 5_000;

/** How often one comparison looks at most, and which round trip in milliseconds is short enough to be content with. */
const looks = 5;
const shortRoundTripMs = 50;

/** One look at the database's clock: the zero of `performance.now()` by it, in milliseconds since 1970. */
interface Look {
  readonly origin: number;
  readonly roundTripMs: number;
}

/** The wrong clock, where ours and the database's differ; `unknown` without a third one to ask. */
type WrongClock = 'process' | 'database' | 'unknown';

/**
 * The time that this service goes by. It is that of the database, which all replicas share: read now and then, and followed
 * in between by a clock that is never set.
 *
 * Where our own clock differs from it, Dialogporten is asked for the time, and the clock that agrees with it is right: so
 * neither a replica nor a database whose clock is wrong makes good tokens invalid, or stamps anything with a wrong time.
 */
export class ServiceClock implements OnApplicationShutdown {
  private readonly logger = new Logger(ServiceClock.name);
  private readonly following = new Periodic({
    name: "reading the database's clock",
    everyMs,
    work: () => this.compare(),
  });
  private origin = 0;
  /** The zero of `performance.now()` by the clock that is behind the other. */
  private earlierOrigin = 0;
  private wrong: WrongClock | undefined;

  private constructor(
    private readonly clock: ProcessClock,
    private readonly database: Pick<Database, 'run'>,
    private readonly platform: Pick<PlatformTime, 'now'>,
  ) {}

  /** A clock that has been compared, and follows the database from now on. */
  static async start(
    process: ProcessClock,
    database: Pick<Database, 'run'>,
    platform: Pick<PlatformTime, 'now'>,
  ): Promise<ServiceClock> {
    const clock = new ServiceClock(process, database, platform);
    await clock.compare();
    clock.following.start();
    return clock;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.following.stop();
  }

  now(): Date {
    return new Date(this.origin + performance.now());
  }

  /** A time that has passed by every clock that we know: for ids, which Dialogporten refuses from the future. */
  certainPast(): Date {
    return new Date(this.earlierOrigin + performance.now());
  }

  /** Whether our own clock is wrong, or it is not known which one is: this process then delivers nothing. */
  get isDoubtful(): boolean {
    return this.wrong === 'process' || this.wrong === 'unknown';
  }

  private async compare(): Promise<void> {
    const { origin, roundTripMs } = await this.database.run((queries) => shortestLook(queries));
    const own = this.clock.now().getTime() - performance.now();
    const differenceMs = Math.round(own - origin);
    // The part that the round trip leaves open is no difference.
    const differ = Math.abs(differenceMs) - roundTripMs / 2 > toleratedMs;
    const wrong = differ ? await this.wrongOf(own, origin) : undefined;
    this.origin = wrong === 'database' ? own : origin;
    this.earlierOrigin = differ ? Math.min(own, origin) : this.origin;
    this.tell(wrong, differenceMs);
  }

  private async wrongOf(own: number, ofDatabase: number): Promise<WrongClock> {
    const askedAt = performance.now();
    const time = await this.platform.now();
    if (time === undefined) return 'unknown';
    const ofPlatform = time - (askedAt + performance.now()) / 2;
    const agrees = (origin: number) => Math.abs(origin - ofPlatform) <= toleratedMs;
    if (agrees(ofDatabase)) return 'process';
    return agrees(own) ? 'database' : 'unknown';
  }

  private tell(wrong: WrongClock | undefined, differenceMs: number): void {
    if (wrong === this.wrong) return;
    this.wrong = wrong;
    if (wrong === undefined) {
      this.logger.log({ msg: "our clock and the database's agree again", differenceMs });
    } else if (wrong === 'database') {
      const msg = "the database's clock is wrong: this process goes by its own, which agrees with Dialogporten's";
      this.logger.error({ msg, alert: true, differenceMs });
    } else {
      const msg = "our clock and the database's differ: nothing is delivered by this process until they agree";
      this.logger.error({ msg, alert: true, differenceMs });
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
