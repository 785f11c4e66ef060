import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { features, standIns, unregistered } from './registration.js';
import { rulesWithoutSample, sampleFolders } from './sample.js';

/*
 * `npm run remove:sample` takes the sample out: its folders, its two lines, and its tests and its own rules from the table of
 * rules.
 */
const root = fileURLToPath(new URL('../', import.meta.url));
const lines = [
  { registry: features, entry: { name: 'servingLicenceFeature', from: './serving-licence/index.js' } },
  { registry: standIns, entry: { name: 'servingLicenceStandIn', from: './sample/index.js' } },
];
const rules = 'docs/rules.md';

async function write(/** @type {string} */ file, /** @type {string} */ text) {
  const filepath = join(root, file);
  writeFileSync(filepath, await format(text, { ...(await resolveConfig(filepath)), filepath }));
}

const found = sampleFolders.filter((folder) => existsSync(join(root, folder)));
if (found.length === 0) {
  process.stderr.write('There is no sample any more.\n');
  process.exitCode = 1;
} else {
  for (const { registry, entry } of lines) await write(registry.file, unregistered(root, registry, entry));
  await write(rules, rulesWithoutSample(readFileSync(join(root, rules), 'utf8')));
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
