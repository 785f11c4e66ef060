import { Injectable } from '@nestjs/common';
import { sql } from '../database/drizzle.js';
import { Database } from '../database/database.js';

/** Time, in milliseconds, that a result is valid: the database is written no more often, for any number of probes. */
const goodForMs = 2_000;

/**
 * How long, in milliseconds, a commit may take, once there is a connection for it: a synchronous standby that is away holds
 * it up. How long a connection takes says how busy this process is.
 */
const withinMs = 1_500;

/**
 * A statement that changes nothing, and that a server refuses which takes no writes (SQLSTATE 25006); with a message in
 * the write-ahead log, so that its commit needs what every commit needs: room on the disk, and the standby.
 */
const writeNothing = sql`
  WITH nothing AS (UPDATE sessions SET expires_at = expires_at WHERE false RETURNING id)
  SELECT (SELECT count(*) FROM nothing), pg_logical_emit_message(true, 'serviceprovider', '')`;

/** Finds out whether the database takes writes: one that can be read may be a standby, or have no room left. */
@Injectable()
export class WriteProbe {
  private lastAt = -Infinity;
  private last = Promise.resolve(true);

  constructor(private readonly database: Database) {}

  /** Whether a change could be stored, as of the last two seconds. */
  takesWrites(): Promise<boolean> {
    if (performance.now() - this.lastAt >= goodForMs) {
      this.lastAt = performance.now();
      this.last = this.write(this.last);
    }
    return this.last;
  }

  private write(before: Promise<boolean>): Promise<boolean> {
    const { database } = this;
    const askedAt = performance.now();
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const written = database.run((queries) => {
        timer = setTimeout(resolve, withinMs, false);
        return queries.execute(writeNothing);
      });
      // A busy process that got no connection found nothing out.
      const isBusy = () => timer === undefined && database.answeredAt > askedAt;
      void written
        .then(
          () => resolve(database.hasRoom),
          () => resolve(isBusy() ? before : false),
        )
        .finally(() => clearTimeout(timer));
    });
  }
}
