import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { Pool } from 'pg';
import type { Settings } from '../config/settings.js';
import { Problem } from '../http/problem.js';
import { isConnectionFailure } from './connection-failure.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.js';
import { migrate } from './migrate.js';

/** What runs statements: the pool, or a transaction on one of its connections. */
export type Queries = Pick<NodePgDatabase, 'select' | 'insert' | 'update' | 'delete' | 'execute'>;

/** How long a request waits for a connection, in milliseconds, before it is told that we are unavailable. */
const connectionTimeoutMillis = 2_000;

/** How long one statement may take, in milliseconds. */
const statementTimeoutMillis = 5_000;

const poolSize = 10;

/** The connection to our database: PostgreSQL, or the embedded one when none is configured. */
export class Database implements OnApplicationShutdown {
  private readonly orm: NodePgDatabase;

  private constructor(
    private readonly pool: Pool,
    private readonly embedded: EmbeddedPostgres | undefined,
  ) {
    this.orm = drizzle(pool);
  }

  /**
   * Connects, and brings the tables up to date.
   *
   * @throws when the database cannot be reached, or `DATA_DIR` is in use by another process.
   */
  static async open({ DATABASE_URL, DATA_DIR }: Pick<Settings, 'DATABASE_URL' | 'DATA_DIR'>): Promise<Database> {
    const embedded = DATABASE_URL === undefined ? await startEmbeddedPostgres(DATA_DIR) : undefined;
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
    return work(this.orm).catch(asUnavailable);
  }

  /**
   * Runs statements in one transaction: all of them happen, or none.
   *
   * @throws {Problem} `unavailable` when the database is away. The transaction has then not been confirmed, but may
   * have been made: what is done in it has to stand a repeat.
   */
  async transaction<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result> {
    return this.orm.transaction(work).catch(asUnavailable);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
    await this.embedded?.stop();
  }
}

function asUnavailable(error: unknown): never {
  if (isConnectionFailure(error)) throw new Problem('unavailable', { cause: error });
  throw error;
}
