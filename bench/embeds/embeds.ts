import { openDialogs } from '../changes/presses.js';
import { HandMade } from '../hand-made/hand-made.js';
import { requestsPerSecond } from '../hot-path/wire-load.js';
import { HttpClient } from '../http-client.js';
import type { Platform } from '../platform.js';
import { postgresCpuMs, startPostgres } from '../postgres.js';
import { fixed, hold, printTable, ratio, whole } from '../report.js';
import { Scope } from '../scope.js';
import { Service } from '../service.js';
import { median } from '../statistics.js';

const connections = 16;
const warmUpMs = 3_000;
const roundMs = 1_500;
const rounds = 7;

interface Contender {
  readonly name: string;
  readonly port: number;
  readonly path: string;
  readonly cpuMs: () => Promise<number>;
  readonly perSecond: number[];
  /** Of the server and of PostgreSQL, for one embed, in milliseconds. */
  readonly serverCpu: number[];
  readonly postgresCpu: number[];
}

/** Front channel embeds on PostgreSQL, next to the same query and the same markdown in a bare handler. */
export async function measureEmbeds(outer: Scope, platform: Platform): Promise<void> {
  const scope = new Scope(outer);
  try {
    const databaseUrl = await startPostgres(scope);
    const service = await Service.start(scope, platform, { databaseUrl });
    const handMade = await HandMade.start(scope, platform, databaseUrl);
    const http = new HttpClient();
    scope.add(() => http.close());
    const [dialogId = ''] = await openDialogs(http, platform, service.url, 1);
    const [token = ''] = await platform.dialogTokens([dialogId], 'read');
    const none = () => ({ perSecond: [], serverCpu: [], postgresCpu: [] });
    const ours: Contender = {
      name: 'our embed: token, party, language and size checked',
      port: Number(new URL(service.url).port),
      path: `/tallies/${dialogId}/embed?lang=nb`,
      cpuMs: () => service.cpuMs(),
      ...none(),
    };
    const peer: Contender = {
      name: 'by hand: the same query in a bare handler',
      port: handMade.port,
      path: `/embeds/${dialogId}`,
      cpuMs: () => handMade.cpuMs(),
      ...none(),
    };
    const contenders = [ours, peer];
    const load = ({ port, path }: Contender, milliseconds: number) =>
      requestsPerSecond({ port, path, nextToken: () => token, connections }, milliseconds);
    for (const contender of contenders) await load(contender, warmUpMs);
    for (let round = 0; round < rounds; round++) {
      for (const contender of contenders) await measure(contender, load, () => postgresCpuMs(databaseUrl));
    }
    report(contenders, peer);
    const ofPeer = median(ours.perSecond) / median(peer.perSecond);
    hold('embeds a second, of by hand', ratio(ofPeer), 'at least', ratio(0.6));
  } finally {
    await scope.close();
  }
}

async function measure(
  contender: Contender,
  load: (contender: Contender, milliseconds: number) => Promise<number>,
  postgres: () => Promise<number>,
): Promise<void> {
  const before = [await contender.cpuMs(), await postgres()] as const;
  const perSecond = await load(contender, roundMs);
  const answered = perSecond * (roundMs / 1000);
  contender.perSecond.push(perSecond);
  contender.serverCpu.push(((await contender.cpuMs()) - before[0]) / answered);
  contender.postgresCpu.push(((await postgres()) - before[1]) / answered);
}

function report(contenders: readonly Contender[], peer: Contender): void {
  const rows = contenders.map(({ name, perSecond, serverCpu, postgresCpu }) => [
    name,
    whole(median(perSecond)),
    ratio(median(perSecond) / median(peer.perSecond)),
    fixed(median(serverCpu), 3),
    fixed(median(postgresCpu), 3),
  ]);
  printTable(
    `An embed on PostgreSQL, one token used again, ${connections} connections, medians of ${rounds} rounds in turns`,
    ['', 'embeds/s', 'of by hand', 'server CPU, ms', 'PostgreSQL CPU, ms'],
    rows,
  );
}
