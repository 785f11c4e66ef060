import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
    await chmod(folder, 0o755); // else nobody but ourselves gets through it
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
    await until(async () => (await readdir(folder)).length === 0, 20_000);
    expect(await isListening(port)).toBe(false);
    expect(existsSync(`/tmp/.s.PGSQL.${port}`)).toBe(false);
  }, 60_000);
});
