import { Client, type ClientConfig } from 'pg';

/** Limits that the server enforces on our sessions, in milliseconds. */
export const sessionLimits = {
  /** One statement. */
  statement_timeout: 5_000,
  /** One wait for a row that another transaction is changing. */
  lock_timeout: 3_000,
  /** A transaction in which nothing happens: its process is paused, or the network has swallowed it. */
  idle_in_transaction_session_timeout: 5_000,
} as const;

/** Sets the limits for one transaction: in the same message as its `BEGIN`, so that this is no round trip more. */
export const beginWithLimits = [
  'BEGIN',
  ...Object.entries(sessionLimits).map(([name, milliseconds]) => `SET LOCAL ${name} = ${milliseconds}`),
].join('; ');

/** PgBouncer's error code for a parameter that it does not pass on (protocol violation). */
const refusedParameter = '08P01';

/**
 * Whether a session keeps the limits that it was started with. One with PostgreSQL itself does. Behind a pooler such as
 * PgBouncer in transaction mode a session is another one for each transaction: PgBouncer refuses the limits, or, by its
 * `ignore_startup_parameters`, drops them without a word. Limits then have to be set in every transaction anew, and
 * nothing that lasts longer, such as a session's advisory lock or `SET`, may be relied on.
 *
 * @throws what the attempt to connect fails with.
 */
export async function keepsSessionLimits(config: ClientConfig): Promise<boolean> {
  const client = new Client({ ...config, ...sessionLimits });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ setting: string }>(
      "SELECT setting FROM pg_settings WHERE name = 'idle_in_transaction_session_timeout'",
    );
    return rows[0]?.setting === String(sessionLimits.idle_in_transaction_session_timeout);
  } catch (error) {
    if ((error as { code?: unknown }).code === refusedParameter) return false;
    throw error;
  } finally {
    await client.end();
  }
}
