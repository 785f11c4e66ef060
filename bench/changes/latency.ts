import { fetchClientToken } from '../../emulator/client-token.js';
import { tallyClient } from '../../test/tally/tally.client.js';
import type { HandMade } from '../hand-made/hand-made.js';
import type { HttpClient } from '../http-client.js';
import type { Platform } from '../platform.js';
import { type Cell, fixed, hold, printTable, ratio } from '../report.js';
import { median, percentile } from '../statistics.js';
import { Arrivals } from './arrivals.js';
import { ByHand } from './by-hand.js';
import { CpuMeter, nothingAround } from './cpu-meter.js';
import { handMadeChanges } from './hand-made-change.js';
import { openDialogs, type Press, press, pressesOf } from './presses.js';

const rounds = 5;
const dialogsPerRound = 25;
/** A service that has been up for a while: until then its code is not compiled as well as it is going to be. */
const warmUpDialogs = 300;

export interface Setting {
  readonly http: HttpClient;
  readonly platform: Platform;
  readonly serviceUrl: string;
}

/** One way to make changes: each call makes all the changes in the lives of that many new dialogs, one by one. */
type Way = (dialogs: number) => Promise<readonly number[]>;

/** What {@link measureLatency} needs besides. */
export interface OnPostgres extends Setting {
  readonly databaseUrl: string;
  readonly handMade: HandMade;
  readonly serviceCpuMs: () => Promise<number>;
  readonly postgresCpuMs: () => Promise<number>;
}

/** How long one change takes on PostgreSQL, next to the same work done by hand. One connection, one change at a time. */
export async function measureLatency(setting: OnPostgres): Promise<void> {
  const { databaseUrl, handMade, serviceCpuMs, postgresCpuMs } = setting;
  const meters = {
    ours: new CpuMeter(serviceCpuMs, postgresCpuMs),
    bare: new CpuMeter(() => handMade.cpuMs(), postgresCpuMs),
    byHand: new CpuMeter(processCpuMs, postgresCpuMs),
  };
  const ways = {
    delivered: pressing(setting, 204, meters.ours.around),
    deliveredBare: handling(setting, handMade, 'changes', meters.bare.around),
    deliveredByHand: byHand(setting, databaseUrl, 'commitAndDeliver', meters.byHand.around),
    accepted: pressing(setting, 202),
    calmly: pressingCalmly(setting, databaseUrl),
    acceptedBare: handling(setting, handMade, 'commits'),
    acceptedByHand: byHand(setting, databaseUrl, 'commit'),
  } satisfies Record<string, Way>;
  const times = Object.fromEntries(
    (await inTurns(Object.values(ways))).map((measured, index) => [Object.keys(ways)[index], measured]),
  ) as Record<keyof typeof ways, readonly number[]>;
  const delivered = [times.deliveredByHand, times.deliveredBare] as const;
  const accepted = [times.acceptedByHand, times.acceptedBare] as const;
  printTable(
    `One change on PostgreSQL, in ms; medians of ${rounds} rounds of ${dialogsPerRound * 3} changes in turns`,
    ['', 'p50', 'p95', 'p50 of by hand', 'of a bare handler'],
    [
      row('204: our change, Dialogporten has it', times.delivered, ...delivered),
      row('by hand in a bare handler, over HTTP', times.deliveredBare, ...delivered),
      row('by hand: the same SQL and the same PUT', times.deliveredByHand, ...delivered),
      row('202 (Prefer: respond-async), one right after the other', times.accepted, ...accepted),
      row('202, each when the one before has arrived', times.calmly, ...accepted),
      row('by hand in a bare handler, over HTTP', times.acceptedBare, ...accepted),
      row('by hand: the same SQL alone', times.acceptedByHand, ...accepted),
    ],
  );
  printTable(
    'Processor time for one change answered 204, in ms',
    ['', 'server', 'PostgreSQL'],
    [
      ['our change', ...meters.ours.perChange],
      ['by hand in a bare handler', ...meters.bare.perChange],
      ['by hand', ...meters.byHand.perChange],
    ],
  );
  const deliveredOfByHand = times.delivered[0]! / times.deliveredByHand[0]!;
  hold('a change answered 204: p50, of by hand', ratio(deliveredOfByHand), 'at most', ratio(1.3));
  const acceptedOfByHand = times.calmly[0]! / times.acceptedByHand[0]!;
  hold('a change answered 202: p50, of by hand', ratio(acceptedOfByHand), 'at most', ratio(1.5));
  hold('a change: CPU of the service, ms', meters.ours.perChange[0], 'at most', fixed(1.5, 2));
}

/** How much processor time this process has used so far, in milliseconds: what is done by hand is done here. */
async function processCpuMs(): Promise<number> {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** How long one change takes on the embedded database. */
export async function measureEmbedded(setting: Setting): Promise<void> {
  const [delivered = []] = await inTurns([pressing(setting, 204)]);
  printTable(
    `One change on the embedded database, in ms; medians of ${rounds} rounds of ${dialogsPerRound * 3} changes`,
    ['', 'p50', 'p95'],
    [row('204: our change, Dialogporten has it', delivered)],
  );
}

/** The percentiles of every way: the p50s of its rounds, then the p95s. */
async function inTurns(ways: readonly Way[]): Promise<readonly number[][]> {
  for (const way of ways) await way(warmUpDialogs);
  const p50s: number[][] = ways.map(() => []);
  const p95s: number[][] = ways.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, way] of ways.entries()) {
      const times = await way(dialogsPerRound);
      p50s[index]!.push(percentile(times, 0.5));
      p95s[index]!.push(percentile(times, 0.95));
    }
  }
  return ways.map((_, index) => [median(p50s[index]!), median(p95s[index]!)]);
}

function row(
  name: string,
  [p50 = 0, p95 = 0]: readonly number[] = [],
  ...peers: readonly (readonly number[])[]
): Cell[] {
  return [name, fixed(p50, 2), fixed(p95, 2), ...peers.map(([peer = p50]) => ratio(p50 / peer))];
}

function pressing({ http, platform, serviceUrl }: Setting, expected: 204 | 202, around = nothingAround): Way {
  return async (dialogs) => {
    const presses = await pressesOf(platform, await openDialogs(http, platform, serviceUrl, dialogs));
    return around(() => timed(presses, (next) => press(http, serviceUrl, next, expected)));
  };
}

/** Nothing of the change before is under way any more: what is measured is the one request alone. */
function pressingCalmly({ http, platform, serviceUrl }: Setting, databaseUrl: string): Way {
  return async (dialogs) => {
    const arrivals = new Arrivals(databaseUrl);
    await arrivals.connect();
    try {
      const presses = await pressesOf(platform, await openDialogs(http, platform, serviceUrl, dialogs));
      const afterEach = ({ dialogId }: Press) => arrivals.of(dialogId);
      return await timed(presses, (next) => press(http, serviceUrl, next, 202), afterEach);
    } finally {
      await arrivals.close();
    }
  };
}

function byHand(
  { http, platform, serviceUrl }: Setting,
  databaseUrl: string,
  method: 'commitAndDeliver' | 'commit',
  around = nothingAround,
): Way {
  return async (dialogs) => {
    const token = await callingToken(platform);
    const hand = await ByHand.connect(databaseUrl, http, platform.dialogportenUrl);
    try {
      const changes = handMadeChanges(await openDialogs(http, platform, serviceUrl, dialogs), serviceUrl);
      return await around(() => timed(changes, (change) => hand[method](change, token)));
    } finally {
      await hand.close();
    }
  };
}

/** The same as {@link byHand}, asked for over HTTP. */
function handling(
  { http, platform, serviceUrl }: Setting,
  handMade: HandMade,
  path: 'changes' | 'commits',
  around = nothingAround,
): Way {
  return async (dialogs) => {
    const headers = {
      Authorization: `Bearer ${await callingToken(platform)}`,
      'Content-Type': 'application/json',
    };
    const changes = handMadeChanges(await openDialogs(http, platform, serviceUrl, dialogs), serviceUrl);
    const bodies = changes.map((change) => JSON.stringify(change));
    const url = `${handMade.url}/${path}`;
    const expected = path === 'changes' ? 204 : 202;
    return around(() => timed(bodies, (body) => http.expect(expected, { method: 'POST', url, headers, body })));
  };
}

function callingToken(platform: Platform): Promise<string> {
  return fetchClientToken(platform.url, tallyClient, 'digdir:dialogporten.serviceprovider');
}

async function timed<Change>(
  changes: readonly Change[],
  make: (change: Change) => Promise<unknown>,
  afterEach?: (change: Change) => Promise<void>,
): Promise<readonly number[]> {
  const times: number[] = [];
  for (const change of changes) {
    const startedAt = performance.now();
    await make(change);
    times.push(performance.now() - startedAt);
    await afterEach?.(change);
  }
  return times;
}
