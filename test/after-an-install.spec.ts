import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const root = resolve('.');
const generated = ['src/dialogporten/generated/openapi.ts', 'src/openapi/generated/handler-comments.ts'];

let folder: string;

/** The npm script `prepare`, which ends an install, run there. */
function prepare() {
  const { NODE_OPTIONS: _options, ...env } = process.env;
  const { status, stderr } = spawnSync('npm', ['run', 'prepare'], {
    cwd: folder,
    env,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  return { status, stderr, written: generated.filter((file) => existsSync(join(folder, file))) };
}

describe('an install', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'an installed clone-'));
    await cp(join(root, 'package.json'), join(folder, 'package.json'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('needs nothing but package.json, as where an image is built, and no development dependencies', async () => {
    expect(prepare()).toEqual({ status: 0, stderr: '', written: [] });
    await cp(join(root, 'scripts'), join(folder, 'scripts'), { recursive: true });
    await mkdir(join(folder, 'node_modules'));
    expect(prepare()).toEqual({ status: 0, stderr: '', written: [] });
    await rm(join(folder, 'node_modules'), { recursive: true });
  });

  it('generates the code that the rest imports, so that an editor and tsc find it at once', async () => {
    await cp(join(root, 'src'), join(folder, 'src'), {
      recursive: true,
      filter: (path) => !path.endsWith('generated'),
    });
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
    expect(prepare()).toMatchObject({ status: 0, written: generated });
  });
});
