import { Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import { Pool, type PoolClient, type PoolConfig } from 'pg';
import { settlesWithin } from '../timers/periodic.js';

/** A pool that can be closed although the server does not answer: `pg` itself waits for the server's farewell. */
interface Closable {
  readonly pool: Pool;
  close(withinMs: number): Promise<void>;
}

/** Time, in milliseconds, that callers of an abandoned pool may still use its connections. */
const graceMs = 10_000;

/**
 * The connections to one database. When the network has swallowed one of them (no answer, and no refusal either), the
 * others have most likely gone the same way: they are all replaced, so that the wait is paid once, and not for each of them.
 */
export class Connections {
  private current: Closable;
  private readonly ofPool = new WeakMap<PoolClient, Pool>();

  constructor(private readonly config: PoolConfig) {
    this.current = openPool(config);
  }

  /** A connection for the caller alone; `release` it. */
  async take(): Promise<PoolClient> {
    const { pool } = this.current;
    const client = await pool.connect();
    this.ofPool.set(client, pool);
    return client;
  }

  /** How many there are, how many of them are idle, and how many callers wait for one. */
  get counts(): { readonly open: number; readonly idle: number; readonly waiting: number } {
    const { totalCount: open, idleCount: idle, waitingCount: waiting } = this.current.pool;
    return { open, idle, waiting };
  }

  /** Takes none of the connections again that are as old as this one. Those in use stay with their users. */
  distrust(client: PoolClient): void {
    if (this.ofPool.get(client) !== this.current.pool) return;
    const abandoned = this.current;
    this.current = openPool(this.config);
    void abandoned.close(graceMs);
  }

  /** Closes them, politely if that takes no longer than so many milliseconds. */
  close(withinMs: number): Promise<void> {
    return this.current.close(withinMs);
  }
}

function openPool(config: PoolConfig): Closable {
  const logger = new Logger(Connections.name);
  const sockets = new Set<Socket>();
  const stream = () => {
    const socket = new Socket();
    sockets.add(socket);
    return socket.once('close', () => sockets.delete(socket));
  };
  const pool = new Pool({ ...config, stream });
  // The packet that says that a connection is ready may go on to say that it is cut, before a listener can be added.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', (error) => logger.warn({ msg: 'an idle database connection was lost', reason: error.message }));
  return {
    pool,
    async close(withinMs) {
      await settlesWithin(withinMs, pool.end());
      for (const socket of sockets) socket.destroy();
    },
  };
}
