import type { OnApplicationShutdown } from '@nestjs/common';
import type { ClientConfig, PoolClient } from 'pg';
import { drizzle, type NodePgDatabase, type OwnTables } from './drizzle.js';
import type { Settings } from '../config/settings.js';
import { settlesWithin } from '../timers/periodic.js';
import { Connections } from './connections.js';
import type { EmbeddedPostgres } from './embedded-postgres.js';
import { prepareTables } from './migrate.js';
import {
  type DatabaseFailure,
  failureKindOf,
  isConnectionFailure,
  isDiskFull,
  isSilence,
  asUnavailable,
} from './passing-failure.js';
import { beginWithLimits, keepsSessionLimits, sessionLimits } from './session-limits.js';
import { KeyedQueue } from './keyed-queue.js';

/** Runs statements: on a connection, or inside a transaction. Those that are not waited for travel together. */
export interface Queries extends Pick<NodePgDatabase, 'select' | 'insert' | 'update' | 'delete' | 'execute'> {
  readonly $client: Pick<PoolClient, 'query'>;
  /** Whether a statement that was prepared is still there the next time: the session is ours alone. */
  readonly keepsStatements: boolean;
}

/** One transaction: all its statements take effect, or none. */
export interface Transaction {
  readonly queries: Queries;
  /**
   * Sends the last statement, which nothing but the commit depends on: the two travel together. If the statement fails, so
   * does the transaction.
   */
  commitWith(statement: () => Promise<unknown>): void;
}

/** A read that leaves with the others of its moment. */
interface LookUp {
  /** Makes it, and tells its caller what came of it. Rejects where it failed. */
  readonly make: (queries: Queries) => Promise<void>;
  readonly fail: (error: unknown) => void;
}

/** Of the connections of a process, the share that may be waiting for rows that others are changing: reads find one. */
const lockingShare = 0.7;

/**
 * PGlite is one session for any number of sockets: the messages of two connections would be mixed up in it, so there is
 * one connection, and callers wait for a turn.
 */
const embeddedConnections = 1;

/** How long, in milliseconds, a connection may take to be made, and a caller waits for one. */
const connectWithinMs = 2_000;

/** A little more than what the server allows itself: an answer that has not come by then will not come. */
const answerWithinMs = sessionLimits.statement_timeout + 1_000;

/**
 * On the embedded database all callers wait for one connection, in the order that they come: for less time than clients
 * wait for us.
 */
const turnWithinMs = 8_000;

/** How long, in milliseconds, a disk counts as full after a statement failed for that. */
const diskFullForMs = 60_000;

/** How long, in seconds, a connection is used: then a new one looks up again where the database is. */
const connectionAgeSeconds = 300;

/** How long, in milliseconds, closing may take. */
const closeWithinMs = 2_000;

/** The connection to our database: PostgreSQL, or the embedded one when none is configured. */
export class Database implements OnApplicationShutdown {
  /** How often it failed, by the kind of failure. */
  readonly failures: Record<DatabaseFailure, number> = { connection: 0, contention: 0, statement: 0 };
  /** When it last did what it was asked, by `performance.now()`. */
  answeredAt = -Infinity;
  private diskWasFullAt = -Infinity;
  private readonly queue: KeyedQueue;
  private readonly queriesOf = new WeakMap<PoolClient, Queries>();
  private lookUps: LookUp[] = [];

  private constructor(
    private readonly connections: Connections,
    /** Whether every piece of work has to bring the limits with it: the connection is that of a pooler. */
    private readonly isPooled: boolean,
    /** How many pieces of work may lock rows at the same time. */
    locking: number,
    private readonly embedded?: EmbeddedPostgres,
  ) {
    this.queue = new KeyedQueue(locking);
  }

  /**
   * Connects, and brings the tables up to date, for as long as that takes.
   *
   * @param own the tables of the kinds of dialog
   * @throws when the database cannot be reached, its tables are not those of this version, our role lacks a right, or
   * another process has the embedded one.
   */
  static async open(
    {
      DATABASE_URL,
      DATA_DIR,
      NODE_ENV,
      DATABASE_CONNECTIONS: max = 10,
    }: Pick<Settings, 'DATABASE_URL' | 'DATA_DIR' | 'NODE_ENV'> & Partial<Pick<Settings, 'DATABASE_CONNECTIONS'>>,
    own: readonly OwnTables[] = [],
  ): Promise<Database> {
    if (DATABASE_URL === undefined) return Database.openEmbedded(DATA_DIR, NODE_ENV !== 'production', own);
    const config = { connectionString: DATABASE_URL, keepAlive: true, connectionTimeoutMillis: connectWithinMs };
    const keepsLimits = await prepare(config, own);
    const limits = { ...(keepsLimits && sessionLimits), query_timeout: answerWithinMs };
    const connections = new Connections({
      ...config,
      ...limits,
      max,
      pipeline: true,
      maxLifetimeSeconds: connectionAgeSeconds,
    });
    return new Database(connections, !keepsLimits, Math.floor(max * lockingShare));
  }

  private static async openEmbedded(folder: string, mayBegin: boolean, own: readonly OwnTables[]): Promise<Database> {
    // Loaded only where it is used: a service with a PostgreSQL does not wait for it.
    const { startEmbeddedPostgres } = await import('./embedded-postgres.js');
    const embedded = await startEmbeddedPostgres(folder, mayBegin);
    const config = { host: embedded.socketFolder, user: 'postgres', database: 'postgres' };
    await prepareTables(config, own).catch(async (error: unknown) => {
      await embedded.stop();
      throw error;
    });
    const turns = { max: embeddedConnections, connectionTimeoutMillis: turnWithinMs };
    return new Database(new Connections({ ...config, ...turns, pipeline: true }), false, embeddedConnections, embedded);
  }

  /** How many connections this process has, how many of them are idle, and how many callers wait for one. */
  get connectionCounts(): Connections['counts'] {
    return this.connections.counts;
  }

  /** Whether no statement of the last minute failed for want of room on the server's disk. */
  get hasRoom(): boolean {
    return performance.now() - this.diskWasFullAt > diskFullForMs;
  }

  /**
   * Runs statements outside a transaction.
   *
   * @throws {Problem} `unavailable` when the database is away, or others were in the way for too long.
   */
  async run<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result> {
    if (this.isPooled) return this.transaction(({ queries }) => work(queries));
    return this.onConnection((client) => work(this.queriesOn(client)));
  }

  /**
   * Finds a few rows by their keys. Those that are looked for at the same moment travel together, on one connection: a round
   * trip for each would take three times the processor time. Nothing that may take long: the others wait for it.
   *
   * @throws {Problem} as {@link run} does.
   */
  lookUp<Result>(find: (queries: Queries) => Promise<Result>): Promise<Result> {
    // Of a pooler's session the statements would have to be one transaction, in which the failure of one is that of all.
    if (this.isPooled) return this.run(find);
    return new Promise<Result>((resolve, reject) => {
      this.lookUps.push({ make: async (queries) => resolve(await find(queries)), fail: reject });
      if (this.lookUps.length === 1) setImmediate(() => void this.lookUpTogether());
    });
  }

  private async lookUpTogether(): Promise<void> {
    const { lookUps } = this;
    this.lookUps = [];
    await this.onConnection((client) => {
      sendTogether(client);
      const queries = this.queriesOn(client);
      return Promise.all(lookUps.map((lookUp) => this.answer(lookUp, queries)));
    }).catch((error: unknown) => {
      for (const { fail } of lookUps) fail(error);
    });
  }

  /** A failure of its own leaves the connection to the others. */
  private async answer({ make, fail }: LookUp, queries: Queries): Promise<void> {
    try {
      await make(queries);
    } catch (error) {
      if (isConnectionFailure(error)) throw error;
      this.noteFailure(error);
      fail(asUnavailable(error));
    }
  }

  /**
   * Runs statements in one transaction.
   *
   * @param locks the key of a lock taken first, such as the id of a dialog, if any. Transactions of one process with
   * the same key wait without a connection, so that reads always find one. The first statement has to be that lock: it
   * travels together with the `BEGIN`.
   * @throws {Problem} `unavailable` when the database is away, or a lock was not free in time. The transaction has then
   * not been confirmed, but may have been committed: its work must be safe to repeat.
   */
  async transaction<Result>(work: (transaction: Transaction) => Promise<Result>, locks?: string): Promise<Result> {
    const run = () => this.onConnection((client) => this.inTransaction(client, work, locks !== undefined));
    return locks === undefined ? run() : this.queue.take(locks, run);
  }

  /** Closes the connections, whether or not the server answers. */
  async onApplicationShutdown(): Promise<void> {
    await this.connections.close(closeWithinMs);
    if (this.embedded !== undefined) await settlesWithin(closeWithinMs, this.embedded.stop());
  }

  /** A connection on which something is left over, or that may be broken, is not used again. */
  private async onConnection<Result>(work: (client: PoolClient) => Promise<Result>): Promise<Result> {
    const client = await this.connections.take().catch((error: unknown) => {
      this.noteFailure(error);
      throw asUnavailable(error);
    });
    let broken = false;
    const onError = () => (broken = true);
    client.on('error', onError);
    try {
      const result = await work(client);
      this.answeredAt = performance.now();
      return result;
    } catch (error) {
      if (isConnectionFailure(error)) broken = true;
      if (isSilence(error)) this.connections.distrust(client);
      this.noteFailure(error);
      throw asUnavailable(error);
    } finally {
      client.off('error', onError);
      client.release(broken || client.getTransactionStatus() !== 'I');
    }
  }

  private noteFailure(error: unknown): void {
    const kind = failureKindOf(error);
    if (kind !== undefined) this.failures[kind] += 1;
    if (isDiskFull(error)) this.diskWasFullAt = performance.now();
  }

  private async inTransaction<Result>(
    client: PoolClient,
    work: (transaction: Transaction) => Promise<Result>,
    beginsWithLock: boolean,
  ): Promise<Result> {
    const begun = this.begin(client);
    if (!beginsWithLock) await begun;
    let last: Promise<unknown> | undefined;
    const commitWith = (statement: () => Promise<unknown>) => {
      sendTogether(client);
      last = statement();
      last.catch(() => undefined);
    };
    try {
      const result = await work({ queries: this.queriesOn(client), commitWith });
      await begun;
      const [{ command }] = await Promise.all([client.query('COMMIT'), last]);
      if (command !== 'COMMIT') throw new Error('a transaction was rolled back: one of its statements had failed');
      return result;
    } catch (error) {
      const reason = await begun.then(
        () => error,
        (beginError: unknown) => beginError,
      );
      if (!isConnectionFailure(reason)) await client.query('ROLLBACK').catch(() => undefined);
      throw reason;
    }
  }

  /**
   * If this fails, statements sent behind it are in no transaction: the connection is cut, before more of them are
   * sent.
   */
  private begin(client: PoolClient): Promise<void> {
    sendTogether(client);
    const begun = new Promise<void>((resolve, reject) => {
      client.query(this.isPooled ? beginWithLimits : 'BEGIN', (error: Error | null) => {
        if (error === null) return resolve();
        client.connection.stream.destroy();
        reject(error);
      });
    });
    begun.catch(() => undefined);
    return begun;
  }

  /** Connections are reused; the wrapper of each is made once. */
  private queriesOn(client: PoolClient): Queries {
    const known = this.queriesOf.get(client);
    if (known !== undefined) return known;
    const keepsStatements = !this.isPooled && this.embedded === undefined;
    const made = Object.assign(drizzle(client), { keepsStatements });
    this.queriesOf.set(client, made);
    return made;
  }
}

/** @returns whether a session keeps its limits. */
async function prepare(config: ClientConfig, own: readonly OwnTables[]): Promise<boolean> {
  try {
    const keepsLimits = await keepsSessionLimits(config);
    await prepareTables(config, own);
    return keepsLimits;
  } catch (error) {
    throw new Error('the database cannot be used', { cause: error });
  }
}

/** Statements sent from now until the next tick leave in one packet. */
function sendTogether({ connection: { stream } }: PoolClient): void {
  stream.cork();
  process.nextTick(() => stream.uncork());
}
