import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { Pool, type PoolClient } from 'pg';
import type { Settings } from '../config/settings.js';
import { Problem } from '../http/problem.js';
import { isConnectionFailure } from './connection-failure.js';
import { embeddedConnections, type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.js';
import { migrate } from './migrate.js';

/** What runs statements: on the pool, or inside a transaction. */
export type Queries = Pick<NodePgDatabase, 'select' | 'insert' | 'update' | 'delete' | 'execute'>;

/** Runs statements as they are written, for a library that brings its own SQL. */
export interface RawSql {
  executeSql<Row = unknown>(text: string, values?: unknown[]): Promise<{ rows: Row[] }>;
}

/** One transaction: whatever is run on it happens as a whole, or not at all. */
export interface Transaction {
  readonly queries: Queries;
  readonly raw: RawSql;
}

/** A request waits so long for a connection, in milliseconds, before it is told that we are unavailable. */
const poolOptions = { max: 10, connectionTimeoutMillis: 2_000, statement_timeout: 5_000, keepAlive: true } as const;

const embeddedPoolOptions = {
  max: embeddedConnections,
  connectionTimeoutMillis: 10_000,
  user: 'postgres',
  database: 'postgres',
} as const;

/** Any number will do, as long as every replica uses the same. */
const advisoryLock = 1_684_630_371;

/** The connection to our database: PostgreSQL, or the embedded one when none is configured. */
export class Database implements OnApplicationShutdown {
  /** For a library that brings its own SQL, outside any transaction. */
  readonly raw: RawSql;
  private readonly queries: Queries;
  private readonly transactions = new WeakMap<PoolClient, Transaction>();

  private constructor(
    private readonly pool: Pool,
    private readonly embedded: EmbeddedPostgres | undefined,
  ) {
    this.queries = drizzle(pool);
    this.raw = rawSql(pool);
  }

  /**
   * Connects, and brings the tables up to date.
   *
   * @throws when the database cannot be reached, or another process has the embedded one.
   */
  static async open({ DATABASE_URL, DATA_DIR }: Pick<Settings, 'DATABASE_URL' | 'DATA_DIR'>): Promise<Database> {
    const embedded = DATABASE_URL === undefined ? await startEmbeddedPostgres(DATA_DIR) : undefined;
    const pool = new Pool(
      embedded === undefined
        ? { ...poolOptions, connectionString: DATABASE_URL }
        : { ...embeddedPoolOptions, host: embedded.socketFolder },
    );
    const logger = new Logger(Database.name);
    pool.on('error', (error) => logger.warn({ msg: 'an idle database connection was lost', reason: error.message }));
    const database = new Database(pool, embedded);
    await database.exclusively((_, client) => migrate(client));
    return database;
  }

  /**
   * Runs statements outside a transaction.
   *
   * @throws {Problem} `unavailable` when the database is away.
   */
  async run<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result> {
    return work(this.queries).catch(asUnavailable);
  }

  /**
   * Runs statements in one transaction.
   *
   * @throws {Problem} `unavailable` when the database is away. The transaction has then not been confirmed, but may
   * have been made: what is done in it has to stand a repeat.
   */
  async transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return this.onConnection(async (client) => {
      await client.query('BEGIN');
      try {
        const result = await work(this.transactionOn(client));
        await client.query('COMMIT');
        return result;
      } catch (error) {
        if (!isConnectionFailure(error)) await client.query('ROLLBACK');
        throw error;
      }
    });
  }

  /** Runs what only one replica may do at a time, such as bringing tables up to date; the others wait for their turn. */
  async exclusively<Result>(work: (raw: RawSql, client: PoolClient) => Promise<Result>): Promise<Result> {
    return this.onConnection(async (client) => {
      await client.query('SELECT pg_advisory_lock($1)', [advisoryLock]);
      const result = await work(rawSql(client), client);
      await client.query('SELECT pg_advisory_unlock($1)', [advisoryLock]);
      return result;
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
    await this.embedded?.stop();
  }

  /** A connection on which work has failed unforeseen is not used again: it may be broken, or hold the lock. */
  private async onConnection<Result>(work: (client: PoolClient) => Promise<Result>): Promise<Result> {
    const client = await this.pool.connect().catch(asUnavailable);
    let broken: Error | undefined;
    const onError = (error: Error) => (broken = error);
    client.on('error', onError);
    try {
      return await work(client);
    } catch (error) {
      if (!(error instanceof Problem)) broken = error as Error;
      return asUnavailable(error);
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
  }

  /** Connections are used again and again; what wraps one is made once. */
  private transactionOn(client: PoolClient): Transaction {
    const known = this.transactions.get(client);
    if (known !== undefined) return known;
    const made = { queries: drizzle(client), raw: rawSql(client) };
    this.transactions.set(client, made);
    return made;
  }
}

function rawSql(connection: Pool | PoolClient): RawSql {
  return {
    executeSql: async <Row>(text: string, values?: unknown[]) => {
      const { rows = [] } = await connection.query(text, values);
      return { rows: rows as Row[] };
    },
  };
}

function asUnavailable(error: unknown): never {
  if (isConnectionFailure(error)) throw new Problem('unavailable', { cause: error });
  throw error;
}
