import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { openDialogs } from '../changes/presses.js';
import { HttpClient } from '../http-client.js';
import type { Platform } from '../platform.js';
import { startPostgres } from '../postgres.js';
import { type Cell, fixed, hold, printTable, ratioOfRounds, whole } from '../report.js';
import { Scope } from '../scope.js';
import { Service } from '../service.js';
import { median, percentile } from '../statistics.js';
import { type Answers, closedLoad, type Load, openLoad } from './open-load.js';

const rounds = 4;
const warmUpMs = 3_000;
const roundMs = 2_000;

/** As many callers, so that their own turns are not the limit. */
const callers = 64;
const dialogs = 256;
const betweenProbesMs = 100;

/** One kind of request, and what a round found, at its best and at so many times that. */
interface Way {
  readonly what: string;
  readonly load: Load;
  readonly done: readonly number[];
  /** Served in a second, and the processor time of the service for each, in milliseconds, at its best. */
  readonly best: number[];
  readonly bestCpu: number[];
  readonly goodput: number[][];
  readonly cpu: number[][];
  readonly served: number[][];
  readonly refused: number[][];
  readonly probes: number[];
}

/** How many times its best a replica is asked for: less, and more than it can do. */
const times = [0.5, 0.8, 0.95, 2] as const;

/** How soon a replica answers what it can do; and what it still does when it is asked for more, and how soon it refuses the rest. */
export async function measureOverload(outer: Scope, platform: Platform): Promise<void> {
  const scope = new Scope(outer);
  try {
    const databaseUrl = await startPostgres(scope);
    const http = new HttpClient();
    scope.add(() => http.close());
    const service = await Service.start(scope, platform, { databaseUrl });
    const dialogIds = await openDialogs(http, platform, service.url, dialogs);
    const consumers = Array.from({ length: callers }, () => `urn:altinn:systemuser:uuid:${randomUUID()}`);
    const tokens = await platform.dialogTokens(dialogIds, 'read;write', undefined, consumers);
    const way = (what: string, done: readonly number[], head: string): Way => {
      let count = 0;
      const next = () => {
        const index = count++ % dialogs;
        const line = head.replace(':dialogId', dialogIds[index]!);
        return `${line} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nAuthorization: Bearer ${tokens[index]}`;
      };
      const load = { port: Number(new URL(service.url).port), milliseconds: roundMs, next };
      const none = () => times.map(() => []);
      return {
        what,
        load,
        done,
        best: [],
        bestCpu: [],
        goodput: none(),
        cpu: none(),
        served: none(),
        refused: none(),
        probes: [],
      };
    };
    const ways = [
      way('embeds', [200], 'GET /tallies/:dialogId/embed'),
      way('changes', [204, 202], 'POST /tallies/:dialogId/count'),
    ];
    for (const { load } of ways) await closedLoad({ ...load, milliseconds: warmUpMs }, callers);
    for (let round = 0; round < rounds; round += 1) for (const each of ways) await measure(each, service);
    for (const each of ways) report(each);
  } finally {
    await scope.close();
  }
}

async function measure(way: Way, service: Service): Promise<void> {
  const { load, done, best, bestCpu, goodput, cpu, served, refused, probes } = way;
  const timesOf = (answers: Answers) => done.flatMap((status) => answers.get(status) ?? []);
  const perSecond = (answers: Answers) => timesOf(answers).length / (load.milliseconds / 1000);
  const counted = async (cpuOfEach: number[], work: () => Promise<Answers>) => {
    const before = await service.cpuMs();
    const answers = await work();
    cpuOfEach.push(((await service.cpuMs()) - before) / timesOf(answers).length);
    return answers;
  };
  const atBest = perSecond(await counted(bestCpu, () => closedLoad(load, callers)));
  best.push(atBest);
  for (const [index, factor] of times.entries()) {
    const isOver = new AbortController();
    const probing = probe(service, probes, isOver.signal);
    const answers = await counted(cpu[index]!, () => openLoad(load, atBest * factor));
    isOver.abort();
    await probing;
    const unexpected = [...answers.keys()].find((status) => status !== 503 && !done.includes(status));
    if (unexpected !== undefined) throw new Error(`${way.what} were answered ${unexpected}`);
    served[index]!.push(...timesOf(answers));
    refused[index]!.push(...(answers.get(503) ?? []));
    goodput[index]!.push(perSecond(answers));
  }
}

/** Asks, until that is aborted, whether the replica is ready. @throws when it says that it is not. */
async function probe(service: Service, took: number[], done: AbortSignal): Promise<void> {
  while (!done.aborted) {
    const startedAt = performance.now();
    const answer = await fetch(`${service.url}/health/ready`);
    if (!answer.ok) throw new Error(`the replica says of itself: ${await answer.text()}`);
    took.push(performance.now() - startedAt);
    await pause(betweenProbesMs);
  }
}

function report({ what, best, bestCpu, goodput, cpu, served, refused, probes }: Way): void {
  const ofBest = (index: number) => ratioOfRounds(goodput[index]!.map((value, round) => value / best[round]!));
  const forTheSameCpu = (index: number) => ratioOfRounds(cpu[index]!.map((value, round) => bestCpu[round]! / value));
  const at = (values: readonly number[], share: number) =>
    values.length === 0 ? '' : fixed(percentile(values, share), 0);
  const rows = times.map((factor, index): Cell[] => [
    `${factor} × its best`,
    whole(median(goodput[index]!)),
    ofBest(index),
    forTheSameCpu(index),
    at(served[index]!, 0.5),
    at(served[index]!, 0.99),
    whole(refused[index]!.length / rounds / (roundMs / 1000)),
    at(refused[index]!, 0.5),
    at(refused[index]!, 0.99),
  ]);
  printTable(
    `${what}: a replica that is asked for ${whole(median(best)).text} a second, which is its best, for less, and for twice that; ms, ${rounds} rounds`,
    ['', 'served/s', 'of its best', 'for the same CPU', 'p50', 'p99', 'refused/s', 'p50', 'p99'],
    rows,
  );
  printTable(
    `${what}: whether it is ready, asked meanwhile, in ms`,
    ['', 'p50', 'p99', 'longest'],
    [['/health/ready', at(probes, 0.5), at(probes, 0.99), at(probes, 1)]],
  );
  const limit = { value: 0.9, text: '0.90 ×' };
  hold(
    `${what}: served at twice its best, of its best, for the same CPU`,
    forTheSameCpu(times.indexOf(2)),
    'at least',
    limit,
  );
}
