import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { features, standIns, unregistered } from './registration.js';

/*
 * `npm run remove:sample` takes the sample out: its three folders, its two lines, and its tests from the table of rules. The
 * guide's own test goes with it: it begins where there is a sample.
 */
const root = fileURLToPath(new URL('../', import.meta.url));
const folders = ['src/serving-licence', 'emulator/sample', 'test/serving-licence', 'test/make-it-yours'];
const lines = [
  { registry: features, entry: { name: 'servingLicenceFeature', from: './serving-licence/index.js' } },
  { registry: standIns, entry: { name: 'servingLicenceStandIn', from: './sample/index.js' } },
];
const rules = 'docs/rules.md';

/** The table of rules without the tests that go. A rule that no other test holds says so. */
function rulesWithout(/** @type {string} */ text) {
  return text
    .replaceAll(/(?:<br>)?\[[^\]]+\]\(\.\.\/(?:test|src)\/serving-licence\/[^)]+\) `[^`]+`/g, '')
    .replaceAll(/^(\| .+ \|) *(?:<br>)? *\|$/gm, '$1 no test: the sample had one |')
    .replaceAll('| <br>', '| ');
}

async function write(/** @type {string} */ file, /** @type {string} */ text) {
  const filepath = join(root, file);
  writeFileSync(filepath, await format(text, { ...(await resolveConfig(filepath)), filepath }));
}

const found = folders.filter((folder) => existsSync(join(root, folder)));
if (found.length === 0) {
  process.stderr.write('There is no sample any more.\n');
  process.exitCode = 1;
} else {
  for (const { registry, entry } of lines) await write(registry.file, unregistered(root, registry, entry));
  await write(rules, rulesWithout(readFileSync(join(root, rules), 'utf8')));
  for (const folder of found) rmSync(join(root, folder), { recursive: true });
  process.stdout.write(
    [
      ...found.map((folder) => `removed      ${folder}/`),
      ...lines.map(({ registry }) => `removed from ${registry.file}`),
      `removed from ${rules}`,
      '',
      'What still speaks of it: git grep -il serving.licence',
      '',
    ].join('\n'),
  );
}
