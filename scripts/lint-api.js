import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import spectralCore from '@stoplight/spectral-core';
import ruleset from './spectral-rules.js';

/*
 * Holds an OpenAPI document to the rules of Redocly and Spectral, all that they recommend: `npm run lint:api -- FILE`.
 * A test does so with the document of the service. Ends with 1 when either has anything to say, be it only a warning.
 */
const { Spectral } = spectralCore;
const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('which file?');

const redocly = fileURLToPath(import.meta.resolve('@redocly/cli/bin/cli.js'));
const { status, stdout, stderr } = spawnSync(
  process.execPath,
  [redocly, 'lint', file, '--extends=recommended-strict', '--format=stylish'],
  { encoding: 'utf8', env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' } },
);
process.stdout.write(`Redocly, recommended-strict:\n${stdout}${stderr}\n`);

const spectral = new Spectral();
spectral.setRuleset(ruleset);
const findings = await spectral.run(JSON.parse(readFileSync(file, 'utf8')));
process.stdout.write(`Spectral, spectral:oas: ${findings.length} findings\n`);
for (const { code, path, message } of findings) process.stdout.write(`  ${code} at ${path.join('.')}: ${message}\n`);

process.exitCode = status === 0 && findings.length === 0 ? 0 : 1;
