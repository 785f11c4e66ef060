import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { features } from './app.module.js';
import { type Finding, finding } from './check/finding.js';
import { runChecks } from './check/run-checks.js';
import { loadSettings, localSettingsOf, SettingsError } from './config/load-settings.js';
import type { Settings } from './config/settings.js';
import { ownTablesOf } from './feature.js';

/*
 * Looks whether the service could do its work with the settings given, and says so line by line. Ends with 1 when
 * something has to be mended. No token, key or identity number is printed.
 */
const usage = `Usage: npm run check [-- --write]

  --write   also has Dialogporten take a dialog that nobody sees, for each service resource, and purges it again
`;

function readArguments(): { write: boolean } {
  try {
    return parseArgs({ options: { write: { type: 'boolean', default: false } } }).values;
  } catch {
    process.stderr.write(usage);
    process.exit(2);
  }
}

let faults = 0;
function report({ verdict, about, message }: Finding): void {
  if (verdict === 'fault') faults += 1;
  process.stdout.write(`${verdict.padEnd(5)}  ${about.padEnd(20)}  ${message}\n`);
}

function readSettings(): Settings | undefined {
  try {
    return loadSettings(process.env, localSettingsOf(features));
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    for (const message of error.faults) report(finding('fault', 'settings', message));
    return undefined;
  }
}

const options = readArguments();
const settings = readSettings();
const definitions = features.flatMap((feature) => feature.definitions);
if (settings !== undefined) {
  for await (const found of runChecks(settings, { ...options, definitions, own: ownTablesOf(features) })) report(found);
}
process.stdout.write(faults === 0 ? 'Nothing is wrong.\n' : `${faults} to be mended.\n`);
process.exitCode = faults === 0 ? 0 : 1;
