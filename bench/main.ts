import { measureChanges } from './changes/changes.js';
import { measureHotPath } from './hot-path/hot-path.js';
import { measureVerification } from './hot-path/verification.js';
import { measureOutbox } from './outbox/outbox.js';
import { Platform } from './platform.js';
import { machineLine, print } from './report.js';
import { Scope } from './scope.js';

/*
 * `npm run bench`: what this service costs, next to what the same would cost without it, in one run on one machine.
 * `npm run bench hot-path`, `changes` or `outbox` measures one part. Nothing is written anywhere.
 */
const parts = {
  'hot-path': async (scope: Scope, platform: Platform) => {
    await measureVerification(platform);
    await measureHotPath(scope, platform);
  },
  changes: measureChanges,
  outbox: measureOutbox,
};

async function run(scope: Scope): Promise<void> {
  const [only] = process.argv.slice(2);
  if (only !== undefined && !(only in parts)) throw new Error(`choose one of: ${Object.keys(parts).join(', ')}`);
  print(machineLine());
  for (const [name, measure] of Object.entries(parts)) {
    if (only === undefined || only === name) await measure(scope, await Platform.start(scope));
  }
}

const scope = new Scope();
for (const [signal, status] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => void scope.close().finally(() => process.exit(status)));
}
try {
  await run(scope);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await scope.close();
}
