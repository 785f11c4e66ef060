import { Contender } from '../hot-path/contender.js';
import { newTokens } from '../hot-path/new-tokens.js';
import type { Platform } from '../platform.js';
import { hold, printTable, ratio, whole } from '../report.js';
import type { Scope } from '../scope.js';

const tokens = 600_000;
const tokensAtOnce = 25_000;
const rows = 6;

/** Memory of the server under many tokens that are all different. It remembers a bounded number of them. */
export async function measureMemory(scope: Scope, platform: Platform): Promise<void> {
  let batch: readonly string[] = [];
  let next = 0;
  const server = await Contender.start(scope, 'ours', [platform.dialogportenUrl], () => batch[next++]);
  const kept = [await megabytes(server)];
  let signed = newTokens(platform, tokensAtOnce);
  for (let read = tokensAtOnce; read <= tokens; read += tokensAtOnce) {
    batch = await signed;
    next = 0;
    // The next ones are signed while these are read.
    signed = read < tokens ? newTokens(platform, tokensAtOnce) : signed;
    await server.load(Infinity);
    if (read % (tokens / rows) === 0) kept.push(await megabytes(server));
  }
  const half = kept[rows / 2]!;
  const end = kept[rows]!;
  printTable(
    `Memory of a dialog endpoint under ${whole(tokens).text} different tokens`,
    ['tokens read', 'kept after a collection, MB'],
    kept.map((memory, row) => [whole((row * tokens) / rows).text, whole(memory)]),
  );
  hold('memory after all tokens, of after half of them', ratio(end / half), 'at most', ratio(1.1));
}

async function megabytes(server: Contender): Promise<number> {
  return (await server.keptBytes()) / 2 ** 20;
}
