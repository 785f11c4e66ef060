import { fetchClientToken } from '../../emulator/client-token.js';
import { tallyClient } from '../../test/tally/tally.client.js';
import type { HttpClient } from '../http-client.js';
import type { Platform } from '../platform.js';
import { type Cell, type Figure, fixed, hold, printTable, ratio } from '../report.js';
import { median, percentile } from '../statistics.js';
import { Arrivals } from './arrivals.js';
import { ByHand } from './by-hand.js';
import { handMadeChanges } from './hand-made-change.js';
import { openDialogs, type Press, press, pressesOf } from './presses.js';

const rounds = 5;
const dialogsPerRound = 25;
const warmUpDialogs = 100;

/** Done around the changes that are timed. */
type Around = (work: () => Promise<readonly number[]>) => Promise<readonly number[]>;

const nothingAround: Around = (work) => work();

/** What a change costs the processors, in ms; the rounds of one way are added up. */
class CpuMeter {
  private readonly used = { service: 0, postgres: 0 };
  private changes = 0;

  constructor(
    private readonly serviceUrl: string,
    private readonly postgresCpuMs: () => Promise<number>,
  ) {}

  /** Does that, and counts what it costs. */
  readonly around: Around = async (work) => {
    const before = [await serviceCpuMs(this.serviceUrl), await this.postgresCpuMs()] as const;
    const times = await work();
    this.used.service += (await serviceCpuMs(this.serviceUrl)) - before[0];
    this.used.postgres += (await this.postgresCpuMs()) - before[1];
    this.changes += times.length;
    return times;
  };

  /** For one change: of the service, and of PostgreSQL. */
  get perChange(): readonly [Figure, Figure] {
    return [fixed(this.used.service / this.changes, 2), fixed(this.used.postgres / this.changes, 2)];
  }
}

async function serviceCpuMs(serviceUrl: string): Promise<number> {
  const metrics = await (await fetch(`${serviceUrl}/metrics`)).text();
  return Number(/^process_cpu_seconds_total (\S+)$/m.exec(metrics)![1]) * 1000;
}

export interface Setting {
  readonly http: HttpClient;
  readonly platform: Platform;
  readonly serviceUrl: string;
}

/** One way to make changes: each call makes all the changes in the lives of that many new dialogs, one by one. */
type Way = (dialogs: number) => Promise<readonly number[]>;

/** How long one change takes on PostgreSQL, next to the same work done by hand. One connection, one change at a time. */
export async function measureLatency(
  setting: Setting,
  databaseUrl: string,
  postgresCpuMs: () => Promise<number>,
): Promise<void> {
  const meters = {
    delivered: new CpuMeter(setting.serviceUrl, postgresCpuMs),
    byHand: new CpuMeter(setting.serviceUrl, postgresCpuMs),
  };
  const ways = {
    delivered: pressing(setting, 204, meters.delivered.around),
    'delivered by hand': byHand(setting, databaseUrl, (hand) => hand.commitAndDeliver.bind(hand), meters.byHand.around),
    accepted: pressing(setting, 202),
    'accepted, the one before arrived': pressingCalmly(setting, databaseUrl),
    'accepted by hand': byHand(setting, databaseUrl, (hand) => hand.commit.bind(hand)),
  } satisfies Record<string, Way>;
  const times = await inTurns(Object.values(ways));
  const [delivered, deliveredByHand, accepted, calmly, acceptedByHand] = times;
  printTable(
    `One change on PostgreSQL, in ms; medians of ${rounds} rounds of ${dialogsPerRound * 3} changes in turns`,
    ['', 'p50', 'p95', 'p50 of by hand'],
    [
      row('204: our change, Dialogporten has it', delivered, deliveredByHand),
      row('by hand: the same SQL and the same PUT', deliveredByHand, deliveredByHand),
      row('202 (Prefer: respond-async), one right after the other', accepted, acceptedByHand),
      row('202, each when the one before has arrived', calmly, acceptedByHand),
      row('by hand: the same SQL alone', acceptedByHand, acceptedByHand),
    ],
  );
  const [service, postgres] = meters.delivered.perChange;
  const [, postgresByHand] = meters.byHand.perChange;
  printTable(
    'Processor time for one change answered 204, in ms',
    ['', 'service', 'PostgreSQL'],
    [
      ['our change', service, postgres],
      ['by hand', '', postgresByHand],
    ],
  );
  hold('a change: p50, of by hand', ratio(delivered![0]! / deliveredByHand![0]!), 'at most', ratio(1.3));
  hold('a change: CPU of the service, ms', service, 'at most', fixed(1.5, 2));
}

/** How long one change takes on the embedded database. */
export async function measureEmbedded(setting: Setting): Promise<void> {
  const [delivered = []] = await inTurns([pressing(setting, 204)]);
  printTable(
    `One change on the embedded database, in ms; medians of ${rounds} rounds of ${dialogsPerRound * 3} changes`,
    ['', 'p50', 'p95'],
    [row('204: our change, Dialogporten has it', delivered).slice(0, 3)],
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

function row(name: string, [p50 = 0, p95 = 0]: readonly number[] = [], [peer = p50]: readonly number[] = []): Cell[] {
  return [name, fixed(p50, 2), fixed(p95, 2), ratio(p50 / peer)];
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

type Hand = (hand: ByHand) => ByHand['commitAndDeliver' | 'commit'];

function byHand(
  { http, platform, serviceUrl }: Setting,
  databaseUrl: string,
  wayOf: Hand,
  around = nothingAround,
): Way {
  return async (dialogs) => {
    const token = await fetchClientToken(platform.url, tallyClient, 'digdir:dialogporten.serviceprovider');
    const hand = await ByHand.connect(databaseUrl, http, platform.dialogportenUrl, token);
    try {
      const make = wayOf(hand);
      const changes = handMadeChanges(await openDialogs(http, platform, serviceUrl, dialogs), serviceUrl);
      return await around(() => timed(changes, make));
    } finally {
      await hand.close();
    }
  };
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
