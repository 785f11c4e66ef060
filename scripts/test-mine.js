import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { features, foldersIn, standIns } from './registration.js';

/*
 * `npm run test:mine` runs the tests of the kinds of dialog that the service has, in their folders, and no others. Words after
 * `--` are Jest's.
 */
const root = fileURLToPath(new URL('../', import.meta.url));
const folders = [
  ...foldersIn(root, features).flatMap((kind) => [`src/${kind}/`, `test/${kind}/`]),
  ...foldersIn(root, standIns).map((kind) => `emulator/${kind}/`),
].filter((folder) => existsSync(join(root, folder)));

if (folders.length === 0) {
  process.stderr.write(`${features.file} has no kind of dialog: npm run new:dialog writes one.\n`);
  process.exitCode = 1;
} else {
  const jest = fileURLToPath(import.meta.resolve('jest/bin/jest'));
  const { status } = spawnSync(
    process.execPath,
    ['--experimental-vm-modules', '--no-warnings', jest, ...folders, ...process.argv.slice(2)],
    { cwd: root, stdio: 'inherit' },
  );
  process.exitCode = status ?? 1;
}
