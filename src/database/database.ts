import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { Pool, type PoolClient } from 'pg';
import type { Settings } from '../config/settings.js';
import { Problem } from '../http/problem.js';
import { isConnectionFailure } from './connection-failure.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.js';
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

/** How long a request waits for a connection, in milliseconds, before it is told that we are unavailable. */
const connectionTimeoutMillis = 2_000;

/** How long one statement may take, in milliseconds. */
const statementTimeoutMillis = 5_000;

const poolSize = 10;

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
   * @param beside whether to share an embedded database that another process has started, as the tools of operators do
   * @throws when the database cannot be reached, or another process has the embedded one and it is not to be shared.
   */
  static async open(
    { DATABASE_URL, DATA_DIR }: Pick<Settings, 'DATABASE_URL' | 'DATA_DIR'>,
    { beside = false } = {},
  ): Promise<Database> {
    const embedded = DATABASE_URL === undefined ? await startEmbeddedPostgres(DATA_DIR, beside) : undefined;
    const pool = new Pool({
      ...(embedded === undefined
        ? { connectionString: DATABASE_URL, statement_timeout: statementTimeoutMillis }
        : { host: embedded.socketFolder, user: 'postgres', database: 'postgres' }),
      max: poolSize,
      connectionTimeoutMillis,
      keepAlive: true,
    });
    const logger = new Logger(Database.name);
    pool.on('error', (error) => logger.warn({ msg: 'an idle database connection was lost', reason: error.message }));
    await migrate(pool);
    return new Database(pool, embedded);
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
    const client = await this.pool.connect().catch(asUnavailable);
    let broken: Error | undefined;
    const onError = (error: Error) => (broken = error);
    client.on('error', onError);
    try {
      await client.query('BEGIN');
      const result = await work(this.transactionOn(client));
      await client.query('COMMIT');
      return result;
    } catch (error) {
      if (isConnectionFailure(error)) broken = error as Error;
      else await client.query('ROLLBACK').catch((failure: Error) => (broken = failure));
      return asUnavailable(error);
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
    await this.embedded?.stop();
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
