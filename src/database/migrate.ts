import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Logger } from '@nestjs/common';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as runMigrations } from 'drizzle-orm/node-postgres/migrator';
import { Client, type ClientConfig } from 'pg';

const migrationsFolder = fileURLToPath(new URL('migrations', import.meta.url));

/** Any number will do, as long as every replica uses the same. */
const advisoryLock = 1_684_630_371;

/** How long, in milliseconds, we wait before the log says that we do. */
const silentMs = 5_000;

/**
 * How long, in milliseconds, one attempt waits for a table that somebody uses, such as a backup, and how long it lets be.
 * Whoever asks for a table after us waits behind us: without an end to it, the whole service would.
 */
const lockWithinMs = 1_500;
const pauseMs = 1_000;

/** What PostgreSQL says of a lock that was not given in time. */
const lockNotAvailable = '55P03';

/**
 * What holds for one transaction that brings tables up to date: it takes as long as it takes, and waits for whoever is at
 * it already; but if its process is paused in the middle, the others do not wait for that.
 */
const begin = [
  'BEGIN',
  'SET LOCAL statement_timeout = 0',
  'SET LOCAL lock_timeout = 0',
  'SET LOCAL idle_in_transaction_session_timeout = 30000',
].join('; ');

/**
 * Brings our tables up to date, one replica at a time: the others wait. The lock is the transaction's, so that it holds
 * behind a pooler too, and Drizzle's own COMMIT, which ends this transaction, gives it back.
 */
export async function migrate(config: ClientConfig): Promise<void> {
  const logger = new Logger('Migrations');
  const client = new Client(config);
  client.on('error', (error) => logger.warn({ msg: 'the connection for migrations was lost', reason: error.message }));
  const timer = setTimeout(
    () => logger.warn({ msg: 'waiting for the tables, which another replica or somebody else has locked' }),
    silentMs,
  );
  try {
    await client.connect();
    while (!(await isBroughtUpToDate(client))) await pause(pauseMs);
  } finally {
    clearTimeout(timer);
    await client.end();
  }
}

/** @returns false when somebody else has used a table for too long: nothing has been changed then. */
async function isBroughtUpToDate(client: Client): Promise<boolean> {
  await client.query(begin);
  await client.query('SELECT pg_advisory_xact_lock($1)', [advisoryLock]);
  await client.query(`SET LOCAL lock_timeout = ${lockWithinMs}`);
  try {
    await runMigrations(drizzle(client), { migrationsFolder });
    return true;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    if (sqlStateOf(error) !== lockNotAvailable) throw error;
    return false;
  }
}

/** Drizzle wraps what the driver says. */
function sqlStateOf(error: unknown): unknown {
  const { code, cause } = Object(error) as { code?: unknown; cause?: unknown };
  return code ?? (cause === undefined ? undefined : sqlStateOf(cause));
}
