import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { until } from './support/until.js';

it('a machine that lets the service open few files is told of when it starts', async () => {
  const main = fileURLToPath(new URL('../dist-programs/src/main.js', import.meta.url));
  const folder = await mkdtemp(join(tmpdir(), 'scarce-'));
  const { PATH = '' } = process.env;
  const env = { PATH, NODE_ENV: 'test', HOST: '127.0.0.1', PORT: '0', DATA_DIR: folder };
  const child = spawn('sh', ['-c', 'ulimit -n 1024 && exec "$0" "$1"', process.execPath, main], { env });
  const ended = once(child, 'exit');
  let written = '';
  child.stdout.on('data', (text: Buffer) => (written += text.toString()));
  try {
    await until(() => written.includes('the machine gives less than the service needs'));
    expect(written).toContain('open files (ulimit -n): 1024');
  } finally {
    child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  }
});
