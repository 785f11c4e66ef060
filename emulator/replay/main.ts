import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { PlatformVersion } from '../emulator.js';
import { exchangesIn } from './recording.js';
import { replay } from './replay.js';

/*
 * `npm run replay -- [--plays 1.119.1] <file>…`: plays recordings of the real platform against the stand-in, and says of
 * each exchange whether it answered the same.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { plays: { type: 'string', default: '1.119.1' }, all: { type: 'boolean', default: false } },
});
const plays: PlatformVersion = values.plays === '1.119.1' ? '1.119.1' : 'today';

if (positionals.length === 0) {
  process.stderr.write('Which file of recordings? npm run replay -- [--plays 1.119.1|today] [--all] <file>…\n');
  process.exitCode = 2;
}
for (const file of positionals) {
  const outcomes = await replay(exchangesIn(readFileSync(file, 'utf8')), plays);
  for (const [index, { exchange, result, differences }] of outcomes.entries()) {
    if (result === 'same' && !values.all) continue;
    process.stdout.write(`${index + 1} ${result}: ${exchange.method} ${exchange.path} (${exchange.as})\n`);
    for (const difference of differences) process.stdout.write(`    ${difference}\n`);
  }
  const count = (wanted: string) => outcomes.filter(({ result }) => result === wanted).length;
  process.stdout.write(
    `${file}: ${count('same')} of ${outcomes.length} the same, ${count('differs')} different, ${count('unsaid')} without what was sent\n`,
  );
  if (count('differs') > 0) process.exitCode = 1;
}
