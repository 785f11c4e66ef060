import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { measureChanges } from './changes/changes.js';
import { measureEmbeds } from './embeds/embeds.js';
import { measureHotPath } from './hot-path/hot-path.js';
import { measureVerification } from './hot-path/verification.js';
import { measureLetters } from './letters/letters.js';
import { measureLoad } from './load/load.js';
import { machineLine, thisMachine } from './machine.js';
import { measureMemory } from './memory/memory.js';
import { measureOutbox } from './outbox/outbox.js';
import { measureOverload } from './overload/overload.js';
import { Platform } from './platform.js';
import { measureReplicas } from './replicas/replicas.js';
import { measureRolling } from './rolling/rolling.js';
import { print, takeResults } from './report.js';
import { resultsFile, writeResults } from './results.js';
import { Scope } from './scope.js';
import { measureStartUp } from './start-up/start-up.js';

/*
 * `npm run bench`: what this service costs, next to what the same would cost without it, in one run on one machine.
 * `npm run bench -- hot-path` measures one part; `npm run bench -- --other-build <folder>` lets this build and another one,
 * by the folder of its compiled programs, replace each other under load. The results go into `bench-results.json`, or the file that `--json` names;
 * `npm run bench:docs` puts them into the pages of docs/.
 */
const parts = {
  'hot-path': async (scope: Scope, platform: Platform) => {
    await measureVerification(platform);
    await measureHotPath(scope, platform);
  },
  memory: measureMemory,
  'start-up': measureStartUp,
  replicas: measureReplicas,
  changes: measureChanges,
  embeds: measureEmbeds,
  outbox: measureOutbox,
  load: measureLoad,
  overload: measureOverload,
  letters: measureLetters,
} satisfies Record<string, (scope: Scope, platform: Platform) => Promise<void>>;

async function run(outer: Scope): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'string', default: resultsFile }, 'other-build': { type: 'string' } },
  });
  const unknown = positionals.find((name) => !(name in parts));
  if (unknown !== undefined)
    throw new Error(`no part is called ${unknown}: choose of ${Object.keys(parts).join(', ')}`);
  const otherBuild = values['other-build'];
  const rolling = (inner: Scope, platform: Platform) => measureRolling(inner, platform, resolve(otherBuild!));
  const chosen = otherBuild === undefined ? parts : { rolling };
  for (const [name, measure] of Object.entries(chosen)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    const machine = thisMachine();
    print(`${name}: ${machineLine(machine)}`);
    const startedAt = performance.now();
    const scope = new Scope(outer);
    await measure(scope, await Platform.start(scope));
    await scope.close();
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    print();
    await writeResults(values.json, name, { date: new Date().toISOString(), machine, seconds, ...takeResults() });
    print(`${name} took ${seconds} s`);
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
