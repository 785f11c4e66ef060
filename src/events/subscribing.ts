import { setTimeout as pause } from 'node:timers/promises';
import type { Settings } from '../config/settings.js';
import { exchangeToken, findTokenServer, granteeOf, requestToken } from '../dialogporten/maskinporten-grant.js';
import { type EventStream, eventStreamsOf, type EventTaker } from '../dialogs/event.js';
import {
  endPointOf,
  eventScopes,
  SubscribingError,
  type Subscription,
  Subscriptions,
  withoutCodes,
} from './subscriptions.js';

/** How often, in milliseconds, it is looked whether Altinn Events has reached us. */
const betweenLooksMs = 500;

/** The task that the operator chose. */
export type SubscribeCommand =
  | { readonly name: 'add'; readonly waitSeconds: number }
  | { readonly name: 'list' }
  | { readonly name: 'remove'; readonly id: number };

/** Services that the command works with. */
interface SubscribeContext {
  readonly settings: Settings;
  readonly definitions: readonly EventTaker[];
  /** Writes a line of the result. No secret is in any. */
  readonly print: (line: string) => void;
}

/**
 * Asks Altinn Events for the events that the kinds of dialog take, lists what is asked for, or ends a subscription.
 *
 * @returns whether Altinn Events has reached us for all that is asked for.
 * @throws {SubscribingError} when a setting is missing, or Altinn Events refuses.
 * @throws {DialogportenError} when Maskinporten, the token exchange or Altinn Events refuses or does not answer.
 */
export async function subscribe(command: SubscribeCommand, { settings, definitions, print }: SubscribeContext) {
  if (settings.ALTINN_EVENTS_URL === undefined) throw new SubscribingError('ALTINN_EVENTS_URL: must be set');
  const endPoint = command.name === 'add' ? ourEndPoint(settings) : '';
  const subscriptions = new Subscriptions(settings.ALTINN_EVENTS_URL, await tokenFor(settings));
  if (command.name === 'add') {
    const added = await add(subscriptions, endPoint, eventStreamsOf(definitions), print);
    return waitForAll(subscriptions, added, command.waitSeconds, print);
  }
  if (command.name === 'remove') {
    await subscriptions.remove(command.id);
    print(`ended ${command.id}`);
    return true;
  }
  const all = await subscriptions.list();
  for (const each of all) print(shown(each));
  print(`${all.length} subscriptions`);
  return true;
}

function ourEndPoint({ PUBLIC_URL, EVENTS_SECRET }: Settings): string {
  const [secret] = EVENTS_SECRET ?? [];
  if (secret !== undefined) return endPointOf(PUBLIC_URL, secret);
  throw new SubscribingError('EVENTS_SECRET: must be set: POST /events answers 404 without it');
}

async function tokenFor(settings: Settings): Promise<string> {
  const grantee = { ...granteeOf(settings, Date.now), scope: eventScopes };
  const granted = await requestToken(grantee, await findTokenServer(grantee));
  if (grantee.exchangeUrl === undefined) return granted.token;
  return (await exchangeToken(grantee, grantee.exchangeUrl, granted)).token;
}

/** Asks for what is not asked for yet, and names what is of no use any more. @returns those that are of use */
async function add(
  subscriptions: Subscriptions,
  endPoint: string,
  streams: readonly EventStream[],
  print: SubscribeContext['print'],
): Promise<readonly Subscription[]> {
  const before = await subscriptions.list();
  const ours: Subscription[] = [];
  for (const stream of streams) {
    const same = before.find(
      ({ resourceFilter, typeFilter, ...each }) =>
        each.endPoint === endPoint && resourceFilter === stream.resource && typeFilter === stream.type,
    );
    const subscription = same?.validated === true ? same : await subscriptions.add(endPoint, stream);
    print(`${same === undefined ? 'subscribed' : 'there already'}  ${shown(subscription)}`);
    ours.push(subscription);
  }
  if (streams.length === 0) print('no kind of dialog takes events: there is nothing to ask for');
  for (const each of before) {
    const isOurs = pathOf(each.endPoint) === pathOf(endPoint);
    if (isOurs && !ours.some(({ id }) => id === each.id)) print(`no longer of use  ${shown(each)}`);
  }
  return ours;
}

async function waitForAll(
  subscriptions: Subscriptions,
  ours: readonly Subscription[],
  waitSeconds: number,
  print: SubscribeContext['print'],
): Promise<boolean> {
  const until = Date.now() + waitSeconds * 1_000;
  let waiting = ours.filter((each) => !each.validated);
  while (waiting.length > 0 && Date.now() < until) {
    await pause(betweenLooksMs);
    const looked = await Promise.all(waiting.map(({ id }) => subscriptions.find(id)));
    for (const each of looked.filter(({ validated }) => validated)) print(`reached us  ${shown(each)}`);
    waiting = looked.filter(({ validated }) => !validated);
  }
  for (const each of waiting) print(`has not reached us yet  ${shown(each)}`);
  return waiting.length === 0;
}

const pathOf = (endPoint: string) => endPoint.split('?', 1)[0];

function shown({ id, endPoint, resourceFilter = 'any resource', typeFilter = 'any type', validated }: Subscription) {
  const state = validated ? 'validated' : 'not validated';
  return `${id}  ${state}  ${resourceFilter}  ${typeFilter}  to ${withoutCodes(endPoint)}`;
}
