import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { openFiles } from './embedded-files.js';

/** The database that runs inside this process, and the folder of the Unix socket by which `pg` reaches it. */
export interface EmbeddedPostgres {
  readonly socketFolder: string;
  stop(): Promise<void>;
}

const socketName = '.s.PGSQL.5432';

/** A Unix socket's path may not be longer, in bytes (`sun_path` has 104 on macOS and 108 on Linux, with a NUL). */
const longestSocketPath = 103;

/** The socket takes more than the one in use: one that is being replaced, and the question whether we are there. */
const sockets = 10;

/** Whether a live process answers on the socket: it would be writing to the same files. */
function isInUse(socketPath: string): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect(socketPath);
    socket.once('connect', () => {
      socket.destroy();
      answer(true);
    });
    socket.once('error', () => answer(false));
  });
}

/**
 * Starts PGlite on the files in `folder`, behind a Unix socket in the same folder, so that one driver and one SQL
 * dialect serve both it and a real PostgreSQL. It runs one statement at a time: keep transactions short.
 *
 * @param mayBegin whether to begin with an empty database where the one that is there has lost a part of it.
 * @throws when another process has the folder, or what is in it cannot be used; the message says what to do.
 */
export async function startEmbeddedPostgres(folder: string, mayBegin: boolean): Promise<EmbeddedPostgres> {
  const home = resolve(folder);
  await mkdir(home, { recursive: true, mode: 0o700 });
  const detour = Buffer.byteLength(join(home, socketName)) > longestSocketPath ? await shortNameOf(home) : undefined;
  const socketFolder = detour ?? home;
  const path = join(socketFolder, socketName);
  if (await isInUse(path)) throw new Error(`DATA_DIR: another process is using the database in ${folder}`);
  await rm(path, { force: true });
  const db = await openFiles(home, mayBegin);
  const server = new PGLiteSocketServer({ db, path, maxConnections: sockets });
  await server.start();
  return {
    socketFolder,
    async stop() {
      await server.stop();
      await db.close();
      if (detour !== undefined) await rm(resolve(detour, '..'), { recursive: true });
    },
  };
}

/** A link to a folder whose own name is too long for the path of a socket. */
async function shortNameOf(folder: string): Promise<string> {
  const link = join(await mkdtemp(join(tmpdir(), 'pg-')), 'data');
  await symlink(folder, link);
  return link;
}
