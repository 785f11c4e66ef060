import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { features } from './app.module.js';
import { loadSettings, localSettingsOf, SettingsError } from './config/load-settings.js';
import { DialogportenError } from './dialogporten/dialogporten-error.js';
import { subscribe, type SubscribeCommand } from './events/subscribing.js';
import { SubscribingError } from './events/subscriptions.js';

/*
 * For operators: asks Altinn Events for the events that the kinds of dialog take. It may be run again and again: what is asked for
 * already is left as it is. No secret is printed.
 */
const usage = `Usage: npm run subscribe [-- <command>]

  add [--wait <seconds>]   asks for every event that the kinds of dialog take, and waits until Altinn Events has reached us;
                           the default, with 60 seconds; at most 600
  list                     our subscriptions at Altinn Events
  remove <id>              ends one of them
`;

/** @returns undefined where it cannot be told what is wanted. */
function readArguments(): SubscribeCommand | undefined {
  try {
    const options = { wait: { type: 'string', default: '60' } } as const;
    const { positionals, values } = parseArgs({ allowPositionals: true, options });
    const [name = 'add', id, ...rest] = positionals;
    if (rest.length > 0 || !/^\d{1,3}$/.test(values.wait) || Number(values.wait) > 600) return undefined;
    if (name === 'remove') return /^\d{1,15}$/.test(id ?? '') ? { name, id: Number(id) } : undefined;
    if (id !== undefined) return undefined;
    if (name === 'add') return { name, waitSeconds: Number(values.wait) };
    return name === 'list' ? { name } : undefined;
  } catch {
    return undefined;
  }
}

const command = readArguments();
if (command === undefined) {
  process.stderr.write(usage);
  process.exit(2);
}
try {
  const isDone = await subscribe(command, {
    settings: loadSettings(process.env, localSettingsOf(features)),
    definitions: features.flatMap(({ definitions }) => definitions),
    print: (line) => void process.stdout.write(`${line}\n`),
  });
  if (!isDone) process.exitCode = 1;
} catch (error) {
  const isTold = [SettingsError, SubscribingError, DialogportenError].some((kind) => error instanceof kind);
  if (!isTold) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
