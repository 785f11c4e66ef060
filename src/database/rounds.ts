import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { sql } from './drizzle.js';
import type { Database } from './database.js';

const logger = new Logger('Rounds');

/** For how long, in milliseconds, a replica has a round after it said last that it goes on: longer than a batch takes. */
const leaseMs = 20_000;

/** How often, in milliseconds, the others look whether the round is free. */
const lookEveryMs = 2_000;

const leaseEnd = sql`clock_timestamp() + ${leaseMs} * interval '1 ms'`;

/**
 * Makes a round of work in one replica at a time; the others wait. Where another replica has finished a round meanwhile, none
 * is made here. A round whose process was killed is free again when its lease ends. A process that is paused for longer than
 * that may find another one at work when it goes on: each step has to stand that.
 *
 * @param work asks `goesOn` before each step, which is false when the round has been lost or is to stop.
 */
export async function oneAtATime(
  database: Pick<Database, 'run'>,
  name: string,
  stopping: AbortSignal,
  work: (goesOn: () => Promise<boolean>) => Promise<void>,
): Promise<void> {
  const holder = randomUUID();
  if (!(await begin(database, name, holder, stopping))) return;
  let isDone = false;
  try {
    await work(async () => !stopping.aborted && (await renew(database, name, holder)));
    isDone = !stopping.aborted;
  } finally {
    await end(database, name, holder, isDone);
  }
}

/** @returns false when there is nothing to do any more. */
async function begin(
  database: Pick<Database, 'run'>,
  name: string,
  holder: string,
  stopping: AbortSignal,
): Promise<boolean> {
  let lastDone: string | null | undefined;
  while (!stopping.aborted) {
    const { isTaken, done } = await take(database, name, holder, lastDone);
    if (isTaken) return true;
    if (lastDone !== undefined && done !== lastDone) {
      logger.debug({ msg: 'another replica has made this round', round: name });
      return false;
    }
    if (lastDone === undefined) logger.debug({ msg: 'another replica is at this round', round: name });
    lastDone = done;
    await pause(lookEveryMs, undefined, { signal: stopping }).catch(() => undefined);
  }
  return false;
}

/** Takes the round if it is free, and has not been done since `lastDone`; says when one was done last. */
async function take(
  database: Pick<Database, 'run'>,
  name: string,
  holder: string,
  lastDone: string | null | undefined,
): Promise<{ readonly isTaken: boolean; readonly done: string | null }> {
  const isFree = sql`rounds.held_until <= clock_timestamp()`;
  const isAsBefore = sql`rounds.done_at::text IS NOT DISTINCT FROM ${lastDone ?? null}::text`;
  const { rows } = await database.run((queries) =>
    queries.execute<{ isTaken: boolean; done: string | null }>(sql`
      WITH taken AS (
        INSERT INTO rounds (name, holder, held_until) VALUES (${name}, ${holder}, ${leaseEnd})
        ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until
        WHERE ${lastDone === undefined ? isFree : sql`${isFree} AND ${isAsBefore}`}
        RETURNING name
      )
      SELECT EXISTS (SELECT FROM taken) AS "isTaken", (SELECT done_at::text FROM rounds WHERE name = ${name}) AS done`),
  );
  return rows[0]!;
}

async function renew(database: Pick<Database, 'run'>, name: string, holder: string): Promise<boolean> {
  const { rowCount } = await database.run((queries) =>
    queries.execute(sql`UPDATE rounds SET held_until = ${leaseEnd} WHERE name = ${name} AND holder = ${holder}`),
  );
  return rowCount === 1;
}

async function end(database: Pick<Database, 'run'>, name: string, holder: string, isDone: boolean): Promise<void> {
  await database.run((queries) =>
    queries.execute(sql`
      UPDATE rounds SET held_until = clock_timestamp(), done_at = CASE WHEN ${isDone} THEN clock_timestamp() ELSE done_at END
      WHERE name = ${name} AND holder = ${holder}`),
  );
}
