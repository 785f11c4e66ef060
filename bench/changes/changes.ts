import { setTimeout as pause } from 'node:timers/promises';
import { fetchClientToken } from '../../emulator/client-token.js';
import { tallyClient } from '../../test/tally/tally.client.js';
import { HandMade } from '../hand-made/hand-made.js';
import { HttpClient } from '../http-client.js';
import type { Platform } from '../platform.js';
import { postgresCpuMs, startPostgres } from '../postgres.js';
import { type Figure, fixed, hold, printTable, ratio, ratioOfRounds, whole } from '../report.js';
import type { Scope } from '../scope.js';
import { Service } from '../service.js';
import { median, percentile } from '../statistics.js';
import { Arrivals } from './arrivals.js';
import { handMadeChanges } from './hand-made-change.js';
import { openDialogs, type Press, press, pressesOf } from './presses.js';

const rounds = 7;
/** A service that has been up for a while: until then its code is not compiled as well as it is going to be. */
const warmUpDialogs = 300;
const dialogsOneByOne = 40;
const dialogsAtOnce = 160;
const connections = 16;

/** How long, in milliseconds, what goes on after the answers takes at the most. */
const settledAfterMs = 50;

/** One way to make changes, and what each round found. */
interface Way {
  readonly name: string;
  /** The requests, in the order in which they may be sent. */
  readonly prepare: (dialogs: number) => Promise<readonly Press[]>;
  readonly make: (press: Press) => Promise<unknown>;
  readonly afterEach?: (press: Press) => Promise<void>;
  readonly cpuMs: () => Promise<number>;
  readonly found: Found[];
}

/** Times in milliseconds, processor time for one change. */
interface Found {
  readonly p50: number;
  readonly p95: number;
  readonly perSecond: number;
  readonly serverCpu: number;
  readonly postgresCpu: number;
}

/** Costs of a change of a dialog, beside the same by hand in a bare handler: one at a time, and many. */
export async function measureChanges(scope: Scope, platform: Platform): Promise<void> {
  const http = new HttpClient();
  scope.add(() => http.close());
  const databaseUrl = await startPostgres(scope);
  // However busy the machine is, a change is answered when Dialogporten has it.
  const settings = { WRITE_ACTION_TIMEOUT_MS: '10000' };
  const service = await Service.start(scope, platform, { databaseUrl, settings });
  const handMade = await HandMade.start(scope, platform, databaseUrl);
  const arrivals = new Arrivals(databaseUrl);
  await arrivals.connect();
  scope.add(() => arrivals.close());

  const prepare = async (dialogs: number) =>
    pressesOf(platform, await openDialogs(http, platform, service.url, dialogs));
  const told = async (dialogs: number) => {
    const presses = await prepare(dialogs);
    const ids = new Set(presses.map(({ dialogId }) => dialogId));
    const token = await fetchClientToken(platform.url, tallyClient, 'digdir:dialogporten.serviceprovider');
    await handMade.tell({ changes: [...ids].flatMap((id) => handMadeChanges(id, service.url)), token });
    return presses;
  };
  const ours = (name: string, status: 204 | 202, more: Partial<Way> = {}): Way => {
    const make = (next: Press) => press(http, service.url, next, status);
    return { name, prepare, make, cpuMs: () => service.cpuMs(), found: [], ...more };
  };
  const byHand = (name: string, path: string, status: number): Way => ({
    name,
    prepare: told,
    make: ({ dialogId, token }) => {
      const headers = { Authorization: `Bearer ${token}`, Accept: 'application/json' };
      return http.expect(status, { method: 'POST', url: `${handMade.url}/${dialogId}/${path}`, headers });
    },
    cpuMs: () => handMade.cpuMs(),
    found: [],
  });
  const change = ours('ours: 204, Dialogporten has it', 204);
  const changeByHand = byHand('by hand: the same SQL and the same PUT', 'changes', 204);
  const afterEach = ({ dialogId }: Press) => arrivals.of(dialogId);
  const accepted = ours('ours: 202, each when the one before has arrived', 202, { afterEach });
  const acceptedByHand = byHand('by hand: the same SQL', 'commits', 202);
  const oneByOne = [change, changeByHand, accepted, acceptedByHand];
  const atOnce: readonly [Way, Way] = [
    { ...change, found: [] },
    { ...changeByHand, found: [] },
  ];
  const run = (way: Way, dialogs: number, lines: number) => measure(way, dialogs, lines, databaseUrl);

  for (const way of oneByOne) await run(way, warmUpDialogs, connections);
  for (let round = 0; round < rounds; round++) {
    for (const way of oneByOne) way.found.push(await run(way, dialogsOneByOne, 1));
    for (const way of atOnce) way.found.push(await run(way, dialogsAtOnce, connections));
  }
  await arrivals.ofAll();
  reportTimes([change, changeByHand], 'One change on PostgreSQL, answered when Dialogporten has it');
  reportTimes([accepted, acceptedByHand], 'One change on PostgreSQL, answered when it is stored');
  reportCosts([change, changeByHand], 'The same changes, one after the other');
  reportCosts(atOnce, `Changes over ${connections} connections`);
  const of = (way: Way, peer: Way, figure: keyof Found) => ofPeer(way, peer, figure);
  hold('a change answered 204: p50, of by hand', of(change, changeByHand, 'p50'), 'at most', ratio(1.5));
  hold('a change answered 202: p50, of by hand', of(accepted, acceptedByHand, 'p50'), 'at most', ratio(1.5));
  hold('a change, one at a time: CPU, of by hand', of(change, changeByHand, 'serverCpu'), 'at most', ratio(1.7));
  hold('a change, many at once: CPU, of by hand', of(...atOnce, 'serverCpu'), 'at most', ratio(1.7));
}

/** Makes all the changes in the lives of that many new dialogs, those of each in their order. */
async function measure(way: Way, dialogs: number, lines: number, databaseUrl: string): Promise<Found> {
  const presses = await way.prepare(dialogs);
  await pause(settledAfterMs);
  const before = [await way.cpuMs(), await postgresCpuMs(databaseUrl)] as const;
  const times: number[] = [];
  const startedAt = performance.now();
  const line = async (first: number) => {
    for (let next = first; next < presses.length; next += lines) {
      const askedAt = performance.now();
      await way.make(presses[next]!);
      times.push(performance.now() - askedAt);
      await way.afterEach?.(presses[next]!);
    }
  };
  await Promise.all(Array.from({ length: lines }, (_, first) => line(first)));
  const perSecond = presses.length / ((performance.now() - startedAt) / 1000);
  await pause(settledAfterMs);
  const serverCpu = ((await way.cpuMs()) - before[0]) / presses.length;
  const postgresCpu = ((await postgresCpuMs(databaseUrl)) - before[1]) / presses.length;
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95), perSecond, serverCpu, postgresCpu };
}

function medianOf({ found }: Way, figure: keyof Found): number {
  return median(found.map((round) => round[figure]));
}

function ofPeer(way: Way, peer: Way, figure: keyof Found): Figure {
  return ratioOfRounds(way.found.map((round, index) => round[figure] / peer.found[index]![figure]));
}

function reportTimes([ours, peer]: readonly [Way, Way], title: string): void {
  printTable(
    `${title}: ms, medians of ${rounds} rounds in turns`,
    ['', 'p50', 'of by hand', 'p95', 'of by hand'],
    [ours, peer].map((way) => [
      way.name,
      fixed(medianOf(way, 'p50'), 2),
      ofPeer(way, peer, 'p50'),
      fixed(medianOf(way, 'p95'), 2),
      ofPeer(way, peer, 'p95'),
    ]),
  );
}

function reportCosts([ours, peer]: readonly [Way, Way], title: string): void {
  printTable(
    `${title}: processor time of each, medians of ${rounds} rounds in turns`,
    ['', 'changes/s', 'of by hand', 'server CPU, µs', 'of by hand', 'PostgreSQL CPU, µs', 'of by hand'],
    [ours, peer].map((way) => [
      way.name,
      whole(medianOf(way, 'perSecond')),
      ofPeer(way, peer, 'perSecond'),
      whole(medianOf(way, 'serverCpu') * 1000),
      ofPeer(way, peer, 'serverCpu'),
      whole(medianOf(way, 'postgresCpu') * 1000),
      ofPeer(way, peer, 'postgresCpu'),
    ]),
  );
}
