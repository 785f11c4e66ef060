import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { features } from './app.module.js';
import { granteeOf } from './check/check-maskinporten.js';
import { loadSettings, localSettingsOf, SettingsError } from './config/load-settings.js';
import type { Settings } from './config/settings.js';
import { DialogportenError } from './dialogporten/dialogporten-error.js';
import { exchangeToken, findTokenServer, requestToken } from './dialogporten/maskinporten-grant.js';
import { eventStreamsOf } from './dialogs/event.js';
import {
  endPointOf,
  eventScopes,
  SubscribingError,
  type Subscription,
  Subscriptions,
  withoutCodes,
} from './events/subscriptions.js';

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

type Asked = { readonly command: 'add' | 'list' | 'remove'; readonly id: number; readonly waitSeconds: number };

/** @returns undefined where it cannot be told what is wanted. */
function readArguments(): Asked | undefined {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { wait: { type: 'string', default: '60' } },
    });
    const [command = 'add', id = '', ...rest] = positionals;
    const isKnown = command === 'add' || command === 'list' || command === 'remove';
    if (!isKnown || rest.length > 0 || (command === 'remove') !== /^\d{1,15}$/.test(id)) return undefined;
    if (command !== 'remove' && id !== '') return undefined;
    const waitSeconds = Number(values.wait);
    return /^\d+$/.test(values.wait) && waitSeconds <= 600 ? { command, id: Number(id), waitSeconds } : undefined;
  } catch {
    return undefined;
  }
}

const print = (line: string) => void process.stdout.write(`${line}\n`);

function shown({ id, endPoint, resourceFilter = 'any resource', typeFilter = 'any type', validated }: Subscription) {
  const state = validated ? 'validated' : 'not validated';
  return `${id}  ${state}  ${resourceFilter}  ${typeFilter}  to ${withoutCodes(endPoint)}`;
}

async function tokenFor(settings: Settings): Promise<string> {
  const grantee = { ...granteeOf(settings, Date.now), scope: eventScopes };
  const granted = await requestToken(grantee, await findTokenServer(grantee));
  if (grantee.exchangeUrl === undefined) return granted.token;
  return (await exchangeToken(grantee, grantee.exchangeUrl, granted)).token;
}

/** @returns whether Altinn Events has reached us for all that is asked for. */
async function add(subscriptions: Subscriptions, settings: Settings, waitSeconds: number): Promise<boolean> {
  const [secret] = settings.EVENTS_SECRET ?? [];
  if (secret === undefined)
    throw new SubscribingError('EVENTS_SECRET: must be set: POST /events answers 404 without it');
  const endPoint = endPointOf(settings.PUBLIC_URL, secret);
  const streams = eventStreamsOf(features.flatMap(({ definitions }) => definitions));
  const before = await subscriptions.list();
  const ours: Subscription[] = [];
  for (const stream of streams) {
    const same = before.find(
      (each) =>
        each.endPoint === endPoint && each.resourceFilter === stream.resource && each.typeFilter === stream.type,
    );
    const subscription = same?.validated === true ? same : await subscriptions.add(endPoint, stream);
    print(`${same === undefined ? 'subscribed' : 'there already'}  ${shown(subscription)}`);
    ours.push(subscription);
  }
  if (streams.length === 0) print('no kind of dialog takes events: nothing to ask for');
  const [path] = endPoint.split('?', 1);
  for (const each of before.filter((one) => one.endPoint.split('?', 1)[0] === path)) {
    const isOurs = ours.some(({ id }) => id === each.id);
    if (!isOurs) print(`no longer of use, end it by "remove ${each.id}"  ${shown(each)}`);
  }
  return waitForAll(subscriptions, ours, waitSeconds);
}

/** Waits until Altinn Events has reached us for each of them. @returns whether it has. */
async function waitForAll(
  subscriptions: Subscriptions,
  ours: readonly Subscription[],
  waitSeconds: number,
): Promise<boolean> {
  const until = Date.now() + waitSeconds * 1_000;
  let waiting = ours.filter((each) => !each.validated);
  while (waiting.length > 0 && Date.now() < until) {
    await pause(500);
    const looked = await Promise.all(waiting.map(({ id }) => subscriptions.find(id)));
    for (const each of looked.filter((one) => one.validated)) print(`reached us  ${shown(each)}`);
    waiting = looked.filter((each) => !each.validated);
  }
  for (const each of waiting) print(`has not reached us yet  ${shown(each)}`);
  return waiting.length === 0;
}

async function run({ command, id, waitSeconds }: Asked): Promise<boolean> {
  const settings = loadSettings(process.env, localSettingsOf(features));
  const { ALTINN_EVENTS_URL: url } = settings;
  if (url === undefined) throw new SubscribingError('ALTINN_EVENTS_URL: must be set');
  const subscriptions = new Subscriptions(url, await tokenFor(settings));
  if (command === 'add') return add(subscriptions, settings, waitSeconds);
  if (command === 'remove') {
    await subscriptions.remove(id);
    print(`ended ${id}`);
    return true;
  }
  const all = await subscriptions.list();
  for (const each of all) print(shown(each));
  print(`${all.length} subscriptions`);
  return true;
}

const asked = readArguments();
if (asked === undefined) {
  process.stderr.write(usage);
  process.exit(2);
}
try {
  if (!(await run(asked))) process.exitCode = 1;
} catch (error) {
  const isTold = [SettingsError, SubscribingError, DialogportenError].some((kind) => error instanceof kind);
  if (!isTold) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
