import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Client, type ClientConfig } from 'pg';
import {
  type MigrationSet,
  migrationSets,
  type MigrationState,
  readMigrationState,
  remembersMigrations,
} from './migrations.js';
import type { OwnTables } from './drizzle.js';
import { lackingError, lackingToMigrate, lackingToServe } from './rights.js';

/** Any number will do, as long as every replica uses the same. */
const advisoryLock = 1_684_630_371;

/** How long, in milliseconds, we wait before the log says that we do. */
const silentMs = 5_000;

/**
 * How long, in milliseconds, one attempt waits for a table that is in use, by a backup for instance, and how long it lets be.
 * Those that ask for a table after us wait behind us: without an end to it, the whole service would.
 */
const lockWithinMs = 1_500;
const pauseMs = 1_000;

const lockNotAvailable = '55P03';

const waitForTables = `SET LOCAL lock_timeout = ${lockWithinMs}`;

/**
 * Settings of a transaction that brings tables up to date: its statements have no time limit, and see what others have
 * committed meanwhile; but if its process is paused in the middle, the others do not wait for that.
 */
const begin = [
  'BEGIN ISOLATION LEVEL READ COMMITTED',
  'SET LOCAL statement_timeout = 0',
  'SET LOCAL idle_in_transaction_session_timeout = 30000',
  waitForTables,
].join('; ');

/** Waits for the replica that is at it, however long. The lock is the transaction's, so that it holds behind a pooler too. */
const takeTurn = `SET LOCAL lock_timeout = 0; SELECT pg_advisory_xact_lock(${advisoryLock}); ${waitForTables}`;

/** A set of migrations, and how far it has come. */
type SetState = MigrationState & { readonly set: MigrationSet };

const logger = new Logger('Migrations');

/**
 * Brings the tables up to date, one process at a time: the others wait. Where they are, nothing is written, so the role
 * need not be allowed to.
 *
 * @param own the tables of the kinds of dialog
 * @returns the names of the migrations that were made.
 * @throws when the role may not, the database has migrations that do not fit ours, or one of ours fails: nothing has been
 * changed then.
 */
export function migrate(config: ClientConfig, own: readonly OwnTables[] = []): Promise<readonly string[]> {
  return onClient(config, (client) => bringUpToDate(client, own));
}

/**
 * Brings the tables up to date, and makes sure that our role may use them.
 *
 * @throws as {@link migrate}, and when the role lacks a right that the service needs.
 */
export async function prepareTables(config: ClientConfig, own: readonly OwnTables[] = []): Promise<void> {
  await onClient(config, async (client) => {
    await bringUpToDate(client, own);
    const lacking = await lackingToServe(client, own);
    if (lacking.length > 0) throw lackingError(lacking, []);
  });
}

async function onClient<Result>(config: ClientConfig, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client(config);
  client.on('error', (error) => logger.warn({ msg: 'the connection for migrations was lost', reason: error.message }));
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end();
  }
}

async function bringUpToDate(client: Client, own: readonly OwnTables[]): Promise<readonly string[]> {
  const timer = setTimeout(
    () => logger.warn({ msg: 'waiting for the tables, which another replica or another program has locked' }),
    silentMs,
  );
  try {
    for (;;) {
      const made = await attempt(client, own);
      if (made !== undefined) return made;
      await pause(pauseMs);
    }
  } finally {
    clearTimeout(timer);
  }
}

/** @returns undefined when a table was in use for too long: nothing has been changed then. */
async function attempt(client: Client, own: readonly OwnTables[]): Promise<readonly string[] | undefined> {
  await client.query(begin);
  try {
    let states = await statesOf(client, own);
    if (states.some(({ pending }) => pending.length > 0)) {
      await client.query(takeTurn);
      states = await statesOf(client, own);
      for (const state of states) await make(client, state, own);
    }
    await client.query('COMMIT');
    const newer = states.reduce((sum, state) => sum + state.newer, 0);
    if (newer > 0) logger.warn({ msg: 'a newer version of the service has changed the tables', migrations: newer });
    return states.flatMap(({ pending }) => pending.map(({ name }) => name));
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    if (sqlStateOf(error) !== lockNotAvailable) throw error;
    return undefined;
  }
}

/** How far each set of migrations has come. */
async function statesOf(client: Client, own: readonly OwnTables[]): Promise<readonly SetState[]> {
  const states: SetState[] = [];
  for (const set of migrationSets(own)) states.push({ set, ...(await readMigrationState(client, set)) });
  return states;
}

/** Makes the migrations of one set, all of them or none. The table that remembers them has the form that Drizzle gave it. */
async function make(client: Client, { set, pending }: SetState, own: readonly OwnTables[]): Promise<void> {
  if (pending.length === 0) return;
  const lacking = await lackingToMigrate(client, own);
  if (lacking.length > 0) throw lackingError(lacking, pending);
  if (!(await remembersMigrations(client, set))) {
    await client.query(`CREATE SCHEMA IF NOT EXISTS drizzle;
      CREATE TABLE drizzle.${set.rememberedIn} (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint)`);
  }
  for (const { name, hash, when, statements } of pending) {
    try {
      for (const statement of statements) await client.query(statement);
    } catch (error) {
      throw new Error(`the migration ${name} failed`, { cause: error });
    }
    await client.query(`INSERT INTO drizzle.${set.rememberedIn} (hash, created_at) VALUES ($1, $2)`, [hash, when]);
  }
}

function sqlStateOf(error: unknown): unknown {
  const { code, cause } = Object(error) as { code?: unknown; cause?: unknown };
  return code ?? (cause === undefined ? undefined : sqlStateOf(cause));
}
