import { writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { HttpClient } from '../http-client.js';
import type { Platform } from '../platform.js';
import { startPostgres } from '../postgres.js';
import { hold, print, printTable, whole } from '../report.js';
import type { Scope } from '../scope.js';
import { Service } from '../service.js';
import { percentile } from '../statistics.js';
import { settleAccounts } from './accounts.js';
import { kinds, planLoad } from './plan.js';
import { Proxy } from './proxy.js';
import { type Asked, run } from './run.js';

const seconds = 60;
const perSecond = 50;

/** How long Dialogporten takes for a change: some are always under way, when a replica is killed too. */
const latencyMs = 100;

const killAfterMs = 30_000;
const restartAfterMs = 5_000;

/** Every request and what was answered, one a line. */
const listFile = 'bench-load.jsonl';

/**
 * A mixed load for a minute on two replicas behind a proxy. Half-way one of them is killed, as if its power were cut, and
 * seconds later it is started again. In the end everything is counted: what was answered, and what Dialogporten has.
 */
export async function measureLoad(scope: Scope, platform: Platform): Promise<void> {
  const http = new HttpClient();
  scope.add(() => http.close());
  const databaseUrl = await startPostgres(scope);
  const replicas = [
    await Service.start(scope, platform, { databaseUrl }),
    await Service.start(scope, platform, { databaseUrl }),
  ] as const;
  const plan = await planLoad(http, platform, replicas[0].url, seconds * perSecond);
  const openedBefore = new Set(plan.flatMap(({ dialogId }) => dialogId ?? [])).size;
  const proxy = await Proxy.start(replicas.map(({ url }) => url));
  scope.add(() => proxy.close());

  await platform.delayChanges(latencyMs);
  const before = await memoryOf(replicas);
  const [asked, restartMs] = await Promise.all([run(http, proxy.url, plan, perSecond), killAndRestart(replicas[1])]);
  const accounts = await settleAccounts(http, platform, databaseUrl, asked, openedBefore);
  await writeList(asked);

  print();
  print(`One replica was killed after ${killAfterMs / 1000} s, started again ${restartAfterMs / 1000} s later.`);
  reportTimes(asked);
  reportFailures(asked, proxy);
  const after = await memoryOf(replicas);
  printTable(
    'What became of it',
    ['', ''],
    [
      ['changes answered with success', whole(accounts.answered)],
      ['of those, missing in Dialogporten', whole(accounts.missing)],
      ['in Dialogporten more often than asked for', whole(accounts.surplus)],
      ['requests without a proper answer in the end', whole(accounts.unanswered)],
      ['everything was there after the last answer, ms', whole(accounts.settledAfterMs)],
      ['the killed replica was ready again after, ms', whole(restartMs)],
      ['memory of the replica that stayed, before and after, MB', `${before[0]!.text} → ${after[0]!.text}`],
      ['memory of the one that was killed, before and after, MB', `${before[1]!.text} → ${after[1]!.text}`],
    ],
  );
  const unaccounted = accounts.missing + accounts.surplus + accounts.unanswered;
  hold('unaccounted for under load, with a replica killed', whole(unaccounted), 'at most', whole(0));
}

async function killAndRestart(replica: Service): Promise<number> {
  await pause(killAfterMs);
  await replica.end('SIGKILL');
  await pause(restartAfterMs);
  return replica.startAgain();
}

function memoryOf(replicas: readonly Service[]) {
  return Promise.all(replicas.map(async (replica) => whole(await replica.residentMegabytes())));
}

/** The times of the tries that were answered as they should be. */
function reportTimes(asked: readonly Asked[]): void {
  const rows = kinds.map((kind) => {
    const ofKind = asked.filter(({ planned, isAnswered }) => planned.kind === kind && isAnswered);
    const times = ofKind.map(({ tries }) => tries.at(-1)!.ms);
    const at = (share: number) => whole(percentile(times, share));
    return [kind, whole(ofKind.length), at(0.5), at(0.95), at(0.99), at(1)];
  });
  printTable(
    `${seconds} s, ${perSecond} requests a second, Dialogporten takes ${latencyMs} ms for a change; in ms`,
    ['', 'answered', 'p50', 'p95', 'p99', 'longest'],
    rows,
  );
}

function reportFailures(asked: readonly Asked[], proxy: Proxy): void {
  const failures = new Map<string, number>();
  for (const { planned, tries } of asked) {
    for (const { outcome } of tries) {
      if (typeof outcome === 'number' && planned.expected.includes(outcome)) continue;
      const what = `${planned.kind}: ${typeof outcome === 'number' ? outcome : outcome.replace(/.*: /, '')}`;
      failures.set(what, (failures.get(what) ?? 0) + 1);
    }
  }
  printTable('Tries that failed, and were made again', ['', 'how often'], rowsOf(failures));
  printTable('What the proxy sent to the other replica', ['', 'how often'], rowsOf(proxy.repeats));
}

function rowsOf(counts: ReadonlyMap<string, number>) {
  return counts.size === 0 ? [['none', '']] : [...counts].map(([what, count]) => [what, whole(count)]);
}

async function writeList(asked: readonly Asked[]): Promise<void> {
  const lines = asked.map(({ planned, at, dialogId, tries }) =>
    JSON.stringify({ at: Math.round(at), kind: planned.kind, dialogId, tries }),
  );
  await writeFile(listFile, `${lines.join('\n')}\n`);
}
