// Plain JavaScript, because Jest loads its global set-up before it can load TypeScript.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { postgresBinaries } from './postgres-binaries.js';

/** Below the ports that the system gives to outgoing connections: one of those may be taken while a server is down. */
const [lowest, highest] = [20_000, 32_000];

/** Every server says its readiness in English. */
const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' };

/** No socket but TCP's, and no shared memory but files: nothing of a killed server stays behind outside its folder. */
const always = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'dynamic_shared_memory_type=mmap'];

const roomForTests = ['max_connections=200'];

/** Errors of a server while those of the one before it still hold its files, or its port. */
const mayPass = /lock file "postmaster.pid"|shared memory block|already in use|could not bind/;

/** For servers that are not killed: what they hold may be lost with them. */
const hasty = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

/** @returns {Promise<number>} a port that is free now, and that is given to no process that does not ask for it */
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
 * @typedef {object} Options
 * @property {'hasty' | 'durable' | 'default'} [settings] `durable`, for a server that a test kills: what it has confirmed
 * it keeps. `default`: as it comes, for measurements.
 * @property {{ key: string, certificate: string }} [tls] what it has for those who ask for TLS, as PEM
 */

/**
 * Starts a real PostgreSQL, from the npm registry, with files and a port of its own. It ends, and its files go, with
 * {@link stop} or with this process, however that ends.
 *
 * @param {Options} [options]
 * @returns its URL without a database, and ways to kill it, to start it again on the same files, and to stop it for good
 */
export async function startPostgres(options = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'postgres-'));
  const keeper = await keep(folder);
  const stop = async () => {
    keeper.ref();
    keeper.stdin.end();
    await once(keeper, 'exit');
  };
  try {
    return { ...(await startIn(folder, options)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * @param {string} folder
 * @param {Options} options
 */
async function startIn(folder, { settings = 'hasty', tls }) {
  await chmod(folder, 0o755);
  const { initdb, postgres, user } = await postgresBinaries(folder);
  const files = join(folder, 'files');
  await mkdir(files, { mode: 0o700 });
  if (user !== undefined) await chown(files, user.uid, user.gid);
  const asUser = { env, cwd: files, ...user };
  const ways = [
    '--auth=trust',
    '--username=postgres',
    '--locale=C',
    '--encoding=UTF8',
    '--no-sync',
    '--no-instructions',
  ];
  try {
    await promisify(execFile)(initdb, [`--pgdata=${files}`, ...ways], asUser);
  } catch (error) {
    const hint = user && ` (it runs as the user "nobody", who must be able to reach ${tmpdir()}: else set TMPDIR)`;
    throw new Error(`PostgreSQL's files cannot be made: ${/** @type {Error} */ (error).message}${hint ?? ''}`, {
      cause: error,
    });
  }
  const port = await freePort();
  for (const [name, text] of Object.entries(tls ?? {})) {
    const file = join(files, `${name}.pem`);
    await writeFile(file, text, { mode: 0o600 });
    if (user !== undefined) await chown(file, user.uid, user.gid);
  }
  const encrypting = tls === undefined ? [] : ['ssl=on', 'ssl_key_file=key.pem', 'ssl_cert_file=certificate.pem'];
  const chosen = [
    ...always,
    ...encrypting,
    ...(settings === 'default' ? [] : roomForTests),
    ...(settings === 'hasty' ? hasty : []),
  ];
  const args = ['-D', files, '-p', String(port), ...chosen.flatMap((setting) => ['-c', setting])];

  /** Until its last process has noticed the end of the first, a killed server's files cannot be opened again. */
  const start = async () => {
    for (let attempt = 1; ; attempt++) {
      const output = await started(
        spawn(postgres, args, { ...asUser, detached: true, stdio: ['ignore', 'ignore', 'pipe'] }),
      );
      if (output === undefined) return;
      if (attempt === 200 || !(output === '' || mayPass.test(output)))
        throw new Error(`PostgreSQL did not start: ${output}`);
    }
  };
  await start();
  return {
    url: `postgresql://postgres:postgres@127.0.0.1:${port}`,
    /** As a power cut would: nothing is written any more. */
    kill() {
      process.kill(Number(readFileSync(join(files, 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
    },
    restart: start,
  };
}

/**
 * Starts the program that cleans up. It is no part of our process group, so that what interrupts us leaves it alone.
 *
 * @param {string} folder
 */
async function keep(folder) {
  const program = fileURLToPath(new URL('postgres-keeper.js', import.meta.url));
  const keeper = spawn(process.execPath, [program, folder], { detached: true, stdio: ['pipe', 'pipe', 'ignore'] });
  keeper.unref();
  await once(keeper.stdout, 'data');
  keeper.stdout.destroy();
  return keeper;
}

/**
 * @param {import('node:child_process').ChildProcessByStdio<null, null, import('node:stream').Readable>} server
 * @returns {Promise<string | undefined>} nothing once it takes connections; what it said, when it has ended instead
 */
function started(server) {
  return new Promise((answer) => {
    let output = '';
    server.stderr.setEncoding('utf8').on('data', (text) => {
      output = `${output}${text}`.slice(-4_000);
      if (output.includes('database system is ready to accept connections')) answer(undefined);
    });
    server.once('exit', () => answer(output));
    server.unref();
  });
}
