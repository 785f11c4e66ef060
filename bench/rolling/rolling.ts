import { Client } from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { HttpClient } from '../http-client.js';
import { settleAccounts } from '../load/accounts.js';
import { planLoad } from '../load/plan.js';
import { Proxy } from '../load/proxy.js';
import { run } from '../load/run.js';
import type { Platform } from '../platform.js';
import { startPostgres } from '../postgres.js';
import { hold, print, printTable, whole } from '../report.js';
import type { Scope } from '../scope.js';
import { Service } from '../service.js';

const seconds = 60;
const perSecond = 30;

/** How long Dialogporten takes for a change: some are always under way when a replica is killed. */
const latencyMs = 100;

/** From when, in milliseconds, and for how long Dialogporten answers 503. */
const outageAtMs = 33_000;
const outageMs = 2_000;

/** When, in milliseconds, which replica is killed, and which build is started in its place: forwards, back, and forwards. */
const steps = [
  { atMs: 8_000, replica: 0, build: 'this' },
  { atMs: 18_000, replica: 1, build: 'this' },
  { atMs: 28_000, replica: 0, build: 'other' },
  { atMs: 40_000, replica: 1, build: 'other' },
  { atMs: 50_000, replica: 0, build: 'this' },
] as const;

/**
 * Two builds side by side under a mixed load for a minute: two replicas of another build, with its database; then replicas
 * are killed in turns, and this build or the other one is started in their place. In the end everything is counted.
 *
 * @param otherBuild the folder of the other build's compiled programs, `dist-programs`
 */
export async function measureRolling(scope: Scope, platform: Platform, otherBuild: string): Promise<void> {
  const http = new HttpClient();
  scope.add(() => http.close());
  const databaseUrl = await startPostgres(scope);
  const programs = {
    this: new URL('../../test/programs/tally-service.js', import.meta.url),
    other: new URL(`file://${otherBuild}/test/programs/tally-service.js`),
  };
  const other = { databaseUrl, program: programs.other };
  const replicas = [await Service.start(scope, platform, other), await Service.start(scope, platform, other)] as const;
  const plan = await planLoad(http, platform, replicas[0].url, seconds * perSecond);
  const openedBefore = new Set(plan.flatMap(({ dialogId }) => dialogId ?? [])).size;
  const proxy = await Proxy.start(replicas.map(({ url }) => url));
  scope.add(() => proxy.close());
  await platform.delayChanges(latencyMs);

  const takeSteps = async () => {
    const startedAt = performance.now();
    for (const { atMs, replica, build } of steps) {
      await pause(startedAt + atMs - performance.now());
      await replicas[replica].end('SIGKILL');
      await replicas[replica].become(programs[build]);
    }
  };
  const haveOutage = async () => {
    await pause(outageAtMs);
    await platform.refuseChanges();
    await pause(outageMs);
    await platform.delayChanges(latencyMs);
  };
  const [asked] = await Promise.all([run(http, proxy.url, plan, perSecond), takeSteps(), haveOutage()]);
  const accounts = await settleAccounts(http, platform, databaseUrl, asked, openedBefore);
  const parked = await parkedIn(databaseUrl);

  print();
  printTable(
    `${seconds} s, ${perSecond} requests a second, five kills with a change of build, one outage of ${outageMs / 1000} s`,
    ['', ''],
    [
      ['changes answered with success', whole(accounts.answered)],
      ['of those, missing in Dialogporten', whole(accounts.missing)],
      ['in Dialogporten more often than asked for', whole(accounts.surplus)],
      ['parked as dead letters', whole(parked)],
      ['requests without a proper answer in the end', whole(accounts.unanswered)],
      ['everything was there after the last answer, ms', whole(accounts.settledAfterMs)],
    ],
  );
  const unaccounted = accounts.missing + accounts.surplus + parked;
  hold('missing, made twice or parked between two builds', whole(unaccounted), 'at most', whole(0));
}

async function parkedIn(databaseUrl: string): Promise<number> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ parked: number }>(
    'SELECT count(*)::int AS parked FROM dialogs WHERE rejected_at IS NOT NULL',
  );
  await client.end();
  return rows[0]!.parked;
}
