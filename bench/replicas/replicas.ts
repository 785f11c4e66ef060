import { openDialogs, press, pressesOf } from '../changes/presses.js';
import { HttpClient } from '../http-client.js';
import type { Platform } from '../platform.js';
import { postgresCpuMs, startPostgres } from '../postgres.js';
import { fixed, hold, printTable, ratio, ratioOfRounds, whole } from '../report.js';
import type { Scope } from '../scope.js';
import { Service } from '../service.js';
import { median } from '../statistics.js';

const rounds = 3;
const dialogsPerReplica = 25;

/** How long Dialogporten takes for a change, and how many of them a replica has under way: that is the limit here. */
const latencyMs = 200;
const callsAtOnce = 5;
const connectionsPerReplica = 2 * callsAtOnce;

const counts = [1, 2, 4] as const;

/**
 * Changes a second through 1, 2 and 4 replicas on one database, where the replicas are the limit: as Dialogporten takes
 * its time, each has only so many calls under way, and neither client, stand-in, database nor processors are short.
 */
export async function measureReplicas(scope: Scope, platform: Platform): Promise<void> {
  const http = new HttpClient();
  scope.add(() => http.close());
  const databaseUrl = await startPostgres(scope);
  const settings = { DIALOGPORTEN_CONCURRENCY: String(callsAtOnce), WRITE_ACTION_TIMEOUT_MS: '10000' };
  const services: Service[] = [];
  const rows = [];
  const perSecond: number[] = [];
  const cpuPerChange: (readonly number[])[] = [];
  for (const count of counts) {
    while (services.length < count) services.push(await Service.start(scope, platform, { databaseUrl, settings }));
    const found: Round[] = [];
    for (let round = 0; round <= rounds; round++) {
      const result = await measureRound(http, platform, services, databaseUrl);
      if (round > 0) found.push(result); // round 0 is the warm-up
    }
    perSecond.push(median(found.map((round) => round.perSecond)));
    cpuPerChange.push(found.map((round) => round.serviceCpuMs));
    rows.push([
      `${count} replica${count === 1 ? '' : 's'}`,
      whole(perSecond.at(-1)!),
      ratio(perSecond.at(-1)! / perSecond[0]!),
      fixed(median(cpuPerChange.at(-1)!), 2),
      fixed(median(found.map((round) => round.postgresCpuMs)), 2),
    ]);
  }
  printTable(
    `Changes (204) through replicas, Dialogporten takes ${latencyMs} ms; medians of ${rounds} rounds`,
    ['', 'changes/s', 'of one', 'CPU ms/change, all services', 'PostgreSQL'],
    rows,
  );
  const ofOne = cpuPerChange[2]!.map((cpu, round) => cpu / cpuPerChange[0]![round]!);
  hold('4 replicas: CPU of a change, of one', ratioOfRounds(ofOne), 'at most', ratio(1.15));
}

interface Round {
  readonly perSecond: number;
  readonly serviceCpuMs: number;
  readonly postgresCpuMs: number;
}

async function measureRound(
  http: HttpClient,
  platform: Platform,
  services: readonly Service[],
  databaseUrl: string,
): Promise<Round> {
  const dialogs = await openDialogs(http, platform, services[0]!.url, dialogsPerReplica * services.length);
  const presses = await pressesOf(platform, dialogs);
  await platform.delayChanges(latencyMs);
  const before = { service: await cpuOf(services), postgres: await postgresCpuMs(databaseUrl) };
  const startedAt = performance.now();
  const connections = connectionsPerReplica * services.length;
  const loops = Array.from({ length: connections }, async (_, connection) => {
    const { url } = services[connection % services.length]!;
    for (let next = connection; next < presses.length; next += connections) {
      await press(http, url, presses[next]!, 204);
    }
  });
  await Promise.all(loops);
  const seconds = (performance.now() - startedAt) / 1000;
  const round = {
    perSecond: presses.length / seconds,
    serviceCpuMs: ((await cpuOf(services)) - before.service) / presses.length,
    postgresCpuMs: ((await postgresCpuMs(databaseUrl)) - before.postgres) / presses.length,
  };
  await platform.delayChanges(0);
  return round;
}

async function cpuOf(services: readonly Service[]): Promise<number> {
  const each = await Promise.all(services.map((service) => service.cpuMs()));
  return each.reduce((sum, cpu) => sum + cpu, 0);
}
