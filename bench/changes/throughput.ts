import { Client } from 'pg';
import type { HttpClient } from '../http-client.js';
import type { Platform } from '../platform.js';
import { printTable, ratio, whole } from '../report.js';
import { median } from '../statistics.js';
import { openDialogs, type Press, press, pressesOf } from './presses.js';

const rounds = 3;
const dialogsPerRound = 160;
const connections = 16;

export interface Replicas {
  readonly http: HttpClient;
  readonly platform: Platform;
  readonly urls: readonly [string, string];
  readonly databaseUrl: string;
}

/** How many changes a second are made (each answered 204) through one replica, and through two. */
export async function measureThroughput(replicas: Replicas): Promise<void> {
  const [first, second] = replicas.urls;
  const setups = [[first], [first, second]] as const;
  const perSecond: number[][] = setups.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [index, urls] of setups.entries()) {
      const measured = await changesPerSecond(replicas, urls);
      if (round > 0) perSecond[index]!.push(measured); // round 0 is the warm-up
    }
  }
  await assertAllDelivered(replicas.databaseUrl);
  const [one, two] = perSecond.map(median) as [number, number];
  printTable(
    `Changes a second on PostgreSQL, ${connections} connections, medians of ${rounds} rounds in turns`,
    ['', 'changes/s', 'of one'],
    [
      ['1 replica', whole(one), ratio(1)],
      ['2 replicas, one database', whole(two), ratio(two / one)],
    ],
  );
}

async function changesPerSecond({ http, platform }: Replicas, urls: readonly string[]): Promise<number> {
  const dialogIds = await openDialogs(http, platform, urls[0]!, dialogsPerRound);
  const presses = await pressesOf(platform, dialogIds);
  const startedAt = performance.now();
  const loops = Array.from({ length: connections }, (_, connection) =>
    pressAll(http, urls[connection % urls.length]!, presses, connection),
  );
  await Promise.all(loops);
  return presses.length / ((performance.now() - startedAt) / 1000);
}

/** The presses of every 16th dialog, one after the other, so that each dialog's presses stay in order. */
async function pressAll(http: HttpClient, url: string, presses: readonly Press[], connection: number): Promise<void> {
  for (let next = connection; next < presses.length; next += connections) {
    await press(http, url, presses[next]!, 204);
  }
}

/** A figure for changes that did not all arrive would be worth nothing. */
async function assertAllDelivered(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query(
      "SELECT count(*)::int AS behind FROM dialogs WHERE next_attempt_at < now() + interval '1 hour'",
    );
    if (rows[0].behind > 0) throw new Error(`${rows[0].behind} dialogs have changes that Dialogporten never got`);
  } finally {
    await client.end();
  }
}
