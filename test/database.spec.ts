import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Client } from 'pg';
import { sql } from '../src/database/drizzle.js';
import { ServiceClock } from '../src/time/service-clock.js';
import { Database, type Queries } from '../src/database/database.js';
import { readMigrations } from '../src/database/migrations.js';
import { preparedStatement } from '../src/database/prepared.js';
import { sharedDatabase } from './support/postgres.js';
import { TransactionPooler } from './support/transaction-pooler.js';
import { until } from './support/until.js';

const opened: Database[] = [];

async function open(url: string): Promise<Database> {
  const database = await Database.open({ DATABASE_URL: url, DATA_DIR: '', NODE_ENV: 'test' });
  opened.push(database);
  return database;
}

/** Another client of the same database. */
async function somebody(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

async function single<Value>(queries: Queries, statement: ReturnType<typeof sql>): Promise<Value> {
  const { rows } = await queries.execute<Record<string, Value>>(statement);
  return Object.values(rows[0]!)[0]!;
}

const lockCounter = sql`SELECT value FROM counter WHERE id = 1 FOR UPDATE`;

async function countUp(queries: Queries): Promise<void> {
  const value = await single<number>(queries, lockCounter);
  await queries.execute(sql`UPDATE counter SET value = ${value + 1} WHERE id = 1`);
}

const lockedCounter = preparedStatement<{ id: number }, { value: number }>(
  'locked_counter',
  ({ id }) => sql`SELECT value FROM counter WHERE id = ${id} FOR UPDATE`,
);
const setCounter = preparedStatement<{ value: number }, never>(
  'set_counter',
  ({ value }) => sql`UPDATE counter SET value = ${value} WHERE id = 1`,
);

let url: string;
/** Holds locks. */
let other: Client;
/** An observer outside any transaction: within one, it would see the others' changes as of its first look. */
let observer: Client;

beforeAll(async () => {
  Logger.overrideLogger(false);
  url = await sharedDatabase();
  [other, observer] = [await somebody(url), await somebody(url)];
  await other.query('CREATE TABLE counter (id int PRIMARY KEY, value int); INSERT INTO counter VALUES (1, 0)');
});
afterEach(async () => {
  await other.query('ROLLBACK; UPDATE counter SET value = 0');
  await Promise.all(opened.splice(0).map((database) => database.onApplicationShutdown()));
});
afterAll(() => Promise.all([other.end(), observer.end()]));

const countOf = async () => (await other.query('SELECT value FROM counter')).rows[0].value as number;

/** How many sessions of a database have waited for a lock for so many milliseconds. */
async function waiters(databaseUrl: string, forMs = 0): Promise<number> {
  const { rows } = await observer.query(
    `SELECT count(*)::int AS count FROM pg_stat_activity
     WHERE datname = $1 AND wait_event_type = 'Lock' AND clock_timestamp() - query_start >= $2 * interval '1 ms'`,
    [new URL(databaseUrl).pathname.slice(1), forMs],
  );
  return rows[0].count;
}

function isLimited(way: () => string): void {
  it('holds every transaction, and every statement outside one, to its limits', async () => {
    const database = await open(way());
    const limits = sql`SELECT string_agg(setting, ' ' ORDER BY name) FROM pg_settings
      WHERE name IN ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout')`;
    const inTransaction = await database.transaction(({ queries }) => single(queries, limits));
    expect(inTransaction).toBe('5000 3000 5000');
    expect(await database.run((queries) => single(queries, limits))).toBe(inTransaction);
  });
}

/** Promises that hold for every way to the database. */
function keepsItsPromises(way: () => string): void {
  isLimited(way);

  it('makes transactions that lock the same one after the other, each as a whole', async () => {
    const database = await open(way());
    const rounds = Array.from({ length: 40 }, (_, round) =>
      database.transaction(
        async ({ queries }) => {
          await countUp(queries);
          if (round % 4 === 0) throw new Error('changed my mind');
        },
        round % 2 === 0 ? 'counter' : 'the same by another name',
      ),
    );
    const outcomes = await Promise.allSettled(rounds);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(10);
    expect(await countOf()).toBe(30);
  });

  it('looks up each row that is asked for at the same moment, and lets one fail alone', async () => {
    const database = await open(way());
    const lookUps = [1, 0, 2, 4].map((divisor) =>
      database.lookUp((queries) => single<number>(queries, sql`SELECT 4 / ${divisor}::int`)),
    );
    const [whole, failed, half, quarter] = await Promise.allSettled(lookUps);
    expect([whole, half, quarter]).toEqual([4, 2, 1].map((value) => ({ status: 'fulfilled', value })));
    expect(failed).toMatchObject({ status: 'rejected', reason: { cause: { code: '22012' } } });
    expect(database.failures).toEqual({ connection: 0, contention: 0, statement: 1 });
    expect(await database.lookUp((queries) => single(queries, sql`SELECT 1`))).toBe(1);
  });

  it('commits together with the last statement, or not at all where that one fails', async () => {
    const database = await open(way());
    const rounds = Array.from({ length: 40 }, (_, round) =>
      database.transaction(async ({ queries, commitWith }) => {
        const [counter] = await lockedCounter(queries, { id: 1 });
        await setCounter(queries, { value: counter!.value + 1 });
        commitWith(() => setCounter(queries, { value: round % 4 === 0 ? Number.NaN : counter!.value + 2 }));
      }, 'counter'),
    );
    const outcomes = await Promise.allSettled(rounds);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(10);
    expect(await countOf()).toBe(60);
  });

  it('answers unavailable, come again in a second, when another client keeps the lock', async () => {
    const database = await open(way());
    await other.query('BEGIN');
    await other.query('SELECT FROM counter FOR UPDATE');
    const refused = { kind: 'unavailable', status: 503, headers: { 'Retry-After': '1' } };
    await expect(database.transaction(({ queries }) => countUp(queries), 'counter')).rejects.toMatchObject(refused);
    await other.query('ROLLBACK');
    await database.transaction(({ queries }) => countUp(queries), 'counter');
    expect(await countOf()).toBe(1);
  });

  it('never confirms a transaction of which a statement has failed, though the failure was swallowed', async () => {
    const database = await open(way());
    const swallowing = database.transaction(async ({ queries }) => {
      await countUp(queries);
      await queries.execute(sql`SELECT 1 / 0`).catch(() => undefined);
    });
    await expect(swallowing).rejects.toThrow('rolled back');
    expect(await countOf()).toBe(0);
  });
}

describe('a database', () => {
  keepsItsPromises(() => url);

  it('lets 50 writes wait for one row on one connection, and reads meanwhile', async () => {
    const database = await open(url);
    await other.query('BEGIN');
    await other.query('SELECT FROM counter FOR UPDATE');
    const writes = Array.from({ length: 50 }, () => database.transaction(({ queries }) => countUp(queries), 'counter'));
    await until(async () => (await waiters(url)) > 0);
    const reads = Array.from({ length: 50 }, () => database.run((queries) => single(queries, sql`SELECT 1`)));
    expect(await Promise.all(reads)).toEqual(reads.map(() => 1));
    expect(await waiters(url)).toBe(1);
    await other.query('ROLLBACK');
    await Promise.all(writes);
    expect(await countOf()).toBe(50);
  });

  it('has lookups of one moment share a connection, and answers all unavailable when it is cut', async () => {
    const database = await open(url);
    const session = (queries: Queries) => single<number>(queries, sql`SELECT pg_backend_pid()`);
    const sessions = await Promise.all(Array.from({ length: 100 }, () => database.lookUp(session)));
    expect(new Set(sessions).size).toBe(1);

    const endsItself = (queries: Queries) => single(queries, sql`SELECT pg_terminate_backend(pg_backend_pid())`);
    const cut = await Promise.allSettled([database.lookUp(endsItself), database.lookUp(session)]);
    expect(cut).toMatchObject(cut.map(() => ({ status: 'rejected', reason: { kind: 'unavailable' } })));
    const [after] = await Promise.all([database.lookUp(session), database.lookUp(session)]);
    expect(after).not.toBe(sessions[0]);
  });

  it('leaves connections to reads while writes of many dialogs wait', async () => {
    const database = await open(url);
    // A lock is waited for three seconds only: there has to be a connection for each by then.
    await Promise.all(Array.from({ length: 10 }, () => database.run((queries) => single(queries, sql`SELECT 1`))));
    await other.query('BEGIN');
    await other.query('SELECT FROM counter FOR UPDATE');
    const writes = Array.from({ length: 20 }, (_, index) =>
      database.transaction(({ queries }) => countUp(queries), `dialog ${index}`),
    );
    await until(async () => (await waiters(url)) === 7);
    expect(await database.run((queries) => single(queries, sql`SELECT 1`))).toBe(1);
    await other.query('ROLLBACK');
    await Promise.all(writes);
    expect(await countOf()).toBe(20);
  });

  /** Starts a service clock where ours and Dialogporten's are so many milliseconds ahead of the database's. */
  async function clockWith(ownMs: number, platformMs: number | undefined): Promise<ServiceClock> {
    const own = { now: () => new Date(Date.now() + ownMs) };
    const platform = { now: async () => (platformMs === undefined ? undefined : Date.now() + platformMs) };
    return ServiceClock.start(own, await open(url), platform);
  }

  const hour = 3_600_000;

  it.each<[string, number, number | undefined, boolean, number]>([
    ['ours agrees with it', 0, hour, false, 0],
    ['ours is ahead of it and of Dialogporten', 300_000, 0, true, 0],
    ['ours is behind it and Dialogporten', -15_000, 0, true, 0],
    ['it is an hour ahead of ours and of Dialogporten', -hour, -hour, false, -hour],
    ['it is an hour behind ours and Dialogporten', hour, hour, false, hour],
    ['the three differ', hour, 2 * hour, true, 0],
    ['ours differs, and Dialogporten does not answer', -15_000, undefined, true, 0],
  ])('tells the time by the right one of three clocks when %s', async (_, ownMs, platformMs, isDoubtful, aheadMs) => {
    const clock = await clockWith(ownMs, platformMs);
    expect(clock.isDoubtful).toBe(isDoubtful);
    expect(Math.abs(clock.now().getTime() - Date.now() - aheadMs)).toBeLessThan(2_000);
    expect(clock.certainPast().getTime()).toBeLessThan(Date.now() + Math.min(0, ownMs) + 2_000);
    await clock.onApplicationShutdown();
  });
});

describe('a database behind a pooler in transaction mode', () => {
  let pooler: TransactionPooler;
  let careless: TransactionPooler;

  beforeAll(async () => {
    pooler = await TransactionPooler.start(url);
    careless = await TransactionPooler.start(url, { ignoresParameters: true });
  });
  afterAll(() => Promise.all([pooler.stop(), careless.stop()]));

  keepsItsPromises(() => pooler.url);

  describe('that drops without a word what a session should keep', () => {
    isLimited(() => careless.url);
  });

  it('is brought up to date by replicas that start at the same time', async () => {
    const toEmpty = await TransactionPooler.start(await sharedDatabase());
    const databases = await Promise.all(Array.from({ length: 3 }, () => open(toEmpty.url)));
    const dialogs = sql`SELECT count(*)::int FROM dialogs`;
    expect(await Promise.all(databases.map((each) => each.run((queries) => single(queries, dialogs))))).toEqual([
      0, 0, 0,
    ]);
    await toEmpty.stop();
  });
});

describe('bringing the tables up to date', () => {
  /** Longer than any limit that the database's own settings put on a statement. */
  const longerThanAllowedMs = 600;
  let fresh: string;
  let holder: Client;

  beforeAll(async () => {
    fresh = await sharedDatabase();
    holder = await somebody(fresh);
    const name = new URL(fresh).pathname.slice(1);
    await holder.query(
      `ALTER DATABASE ${name} SET statement_timeout = 300; ALTER DATABASE ${name} SET lock_timeout = 300`,
    );
    await holder.query('SET statement_timeout = 0');
  });
  afterAll(() => holder.end());

  /** Leaves the tables as a version did that had only the first migration. */
  async function onlyFirstMade(): Promise<void> {
    const [first] = readMigrations();
    await holder.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public; TRUNCATE drizzle.__drizzle_migrations');
    for (const statement of first!.statements) await holder.query(statement);
    await holder.query('INSERT INTO drizzle.__drizzle_migrations (hash) VALUES ($1)', [first!.hash]);
  }

  const untilItHasWaited = () => until(async () => (await waiters(fresh, longerThanAllowedMs)) > 0);

  it('waits for the replica that is at it', async () => {
    await holder.query('BEGIN');
    await holder.query('SELECT pg_advisory_xact_lock(1684630371)');
    const opening = open(fresh);
    await untilItHasWaited();
    await holder.query('COMMIT');
    await opening;
  });

  it('waits for the client that has locked a table', async () => {
    await open(fresh);
    await holder.query('BEGIN; LOCK TABLE drizzle.__drizzle_migrations IN ACCESS EXCLUSIVE MODE');
    const opening = open(fresh);
    await untilItHasWaited();
    await holder.query('COMMIT');
    await opening;
  });

  it('keeps no other client from a table while it waits for a long read, such as a backup', async () => {
    await open(fresh);
    await onlyFirstMade();
    const backup = await somebody(fresh);
    await backup.query('BEGIN; SELECT FROM dialogs');
    const opening = open(fresh);
    await untilItHasWaited();
    await holder.query('SELECT count(*) FROM dialogs');

    await backup.query('COMMIT');
    await backup.end();
    const database = await opening;
    await database.run((queries) => queries.execute(sql`SELECT tidied_version FROM dialogs`));
  });
});
