import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../free-port.js';
import type { Platform } from '../platform.js';
import { startProcess } from '../process.js';
import type { Scope } from '../scope.js';

const readyWithinMs = 30_000;

/**
 * Starts the compiled service with tallies, in a process of its own, and waits until it is ready. It ends with
 * the scope.
 *
 * @param databaseUrl none: on the embedded database, in a folder of its own
 * @returns its URL.
 */
export async function startService(scope: Scope, platform: Platform, databaseUrl?: string): Promise<string> {
  const port = await freePort();
  const program = new URL('../../test/programs/tally-service.js', import.meta.url);
  const service = startProcess(scope, program, [], {
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    PORT: String(port),
    DIALOGPORTEN_BASE_URL: platform.dialogportenUrl,
    MASKINPORTEN_ISSUER: platform.maskinportenIssuer,
    RATE_LIMIT_PER_MINUTE: '1000000',
    ...(databaseUrl === undefined
      ? { DATABASE_URL: '', DATA_DIR: await folder(scope) }
      : { DATABASE_URL: databaseUrl }),
  });
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + readyWithinMs;
  while (!(await isReady(url))) {
    if (service.exitCode !== null) throw new Error(`the service ended with ${service.exitCode}`);
    if (Date.now() > deadline) throw new Error('the service did not become ready');
    await pause(50);
  }
  return url;
}

async function folder(scope: Scope): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'bench-data-'));
  scope.add(() => rm(path, { recursive: true, force: true }));
  return path;
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`)).ok;
  } catch {
    return false;
  }
}
