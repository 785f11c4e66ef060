import { readdir, readFile } from 'node:fs/promises';
import { Client } from 'pg';
import { startPostgres as startServer } from '../test/support/postgres-server.js';
import type { Scope } from './scope.js';

/**
 * Starts a real PostgreSQL with its default settings, on files of its own. It ends with the scope, and its files go.
 *
 * @returns the URL of an empty database.
 */
export async function startPostgres(scope: Scope): Promise<string> {
  const server = await startServer({ settings: 'default' });
  scope.add(() => server.stop());
  return `${server.url}/postgres`;
}

/** A clock tick of `/proc`, in milliseconds: 100 Hz wherever Linux runs today. */
const tickMs = 10;

/**
 * How much processor time the server has used so far, in milliseconds: its connections, those that have ended and its
 * workers. Read from `/proc`, so on Linux only; elsewhere it is not a number.
 */
export async function postgresCpuMs(databaseUrl: string): Promise<number> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ parent: string }>(
    "SELECT split_part(pg_read_file('postmaster.pid'), chr(10), 1) AS parent",
  );
  await client.end();
  const parent = rows[0]!.parent;
  const ticks = await Promise.all((await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(ticksOf));
  const ours = ticks.filter((process) => process?.pid === parent || process?.parent === parent);
  return ours.reduce((sum, process) => sum + (process?.ticks ?? 0), 0) * tickMs;
}

/** Times in `/proc/<pid>/stat`: utime, stime and, of children that have ended, cutime and cstime (proc(5)). */
async function ticksOf(pid: string) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
  return { pid, parent: fields[1]!, ticks };
}
