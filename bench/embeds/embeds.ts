import { Client } from 'pg';
import { tallyParty } from '../../test/tally/index.js';
import { eachOf } from '../hot-path/new-tokens.js';
import { HandMade } from '../hand-made/hand-made.js';
import { requestsPerSecond } from '../hot-path/wire-load.js';
import { HttpClient } from '../http-client.js';
import { openDialogs } from '../changes/presses.js';
import type { Platform } from '../platform.js';
import { postgresCpuMs, startPostgres } from '../postgres.js';
import { fixed, hold, printTable, ratio, ratioOfRounds, whole } from '../report.js';
import { Scope } from '../scope.js';
import { Service } from '../service.js';
import { median } from '../statistics.js';

const connections = 16;
const warmUpMs = 3_000;
const roundMs = 1_500;
const rounds = 9;

/** More than are used in all rounds. */
const newTokens = 120_000;

const sample = new URL('../../src/main.js', import.meta.url);
const sampleResource = 'urn:altinn:resource:serving-licence';
const sampleDialog = '01976a1b-2c3d-7e4f-8a5b-6c7d8e9f0a1b';

/** Headers that Node.js adds to the answer of any handler. */
const addedByNode = new Set(['content-length', 'date', 'connection', 'keep-alive']);

interface Contender {
  readonly name: string;
  readonly port: number;
  readonly path: string;
  readonly nextToken: () => string | undefined;
  readonly cpuMs: () => Promise<number>;
  readonly perSecond: number[];
  /** Of the server and of PostgreSQL, for one embed, in milliseconds. */
  readonly serverCpu: number[];
  readonly postgresCpu: number[];
}

/** One embed, asked for over and over: ours, the same with a new token each time, and the same bytes by hand. */
interface Race {
  readonly ours: Contender;
  readonly anew: Contender;
  readonly peer: Contender;
}

/** Front channel embeds on PostgreSQL, next to a bare handler that makes the query and sends the same bytes. */
export async function measureEmbeds(outer: Scope, platform: Platform): Promise<void> {
  const scope = new Scope(outer);
  try {
    const databaseUrl = await startPostgres(scope);
    const http = new HttpClient();
    scope.add(() => http.close());
    const tallies = await Service.start(scope, platform, { databaseUrl });
    const licences = await Service.start(scope, platform, { databaseUrl, program: sample });
    const handMade = await HandMade.start(scope, platform, databaseUrl);
    const [tally = ''] = await openDialogs(http, platform, tallies.url, 1);
    await storeLicence(databaseUrl);

    const raceOf = async (service: Service, dialogId: string, path: string, resource?: string): Promise<Race> => {
      const [token = '', ...others] = await platform.dialogTokens(
        Array.from({ length: newTokens + 1 }, () => dialogId),
        'read',
        resource,
      );
      const headers = { Authorization: `Bearer ${token}` };
      const answer = await http.expect(200, { method: 'GET', url: `${service.url}${path}`, headers });
      const sent = Object.entries(answer.headers).filter(([name]) => !addedByNode.has(name));
      await handMade.tell({ embed: { dialogId, markdown: answer.body, headers: Object.fromEntries(sent) } });
      const port = Number(new URL(service.url).port);
      const own = { port, path, cpuMs: () => service.cpuMs() };
      const byHand = { port: handMade.port, path: `/${dialogId}/embed`, cpuMs: () => handMade.cpuMs() };
      return {
        ours: { name: 'ours: token, party, language and size checked', ...own, nextToken: () => token, ...none() },
        anew: { name: 'ours, with a new token each time', ...own, nextToken: eachOf(others), ...none() },
        peer: { name: 'by hand: the query and the same bytes', ...byHand, nextToken: () => token, ...none() },
      };
    };
    const races = {
      'the sample': await raceOf(licences, sampleDialog, `/embeds/dialogs/${sampleDialog}?lang=nb`, sampleResource),
      'one line': await raceOf(tallies, tally, `/tallies/${tally}/embed?lang=nb`),
    };
    for (const race of Object.values(races)) await run(race, databaseUrl);
    for (const [what, race] of Object.entries(races)) report(what, race);
    const [{ ours, peer }, line] = [races['the sample'], races['one line']];
    hold('the embed of the sample: CPU, of by hand', ofPeer(ours, peer, 'serverCpu'), 'at most', ratio(2.2));
    hold('the embed of the sample: embeds/s, of by hand', ofPeer(ours, peer, 'perSecond'), 'at least', ratio(0.55));
    hold(
      'an embed of one line: embeds/s, of by hand',
      ofPeer(line.ours, line.peer, 'perSecond'),
      'at least',
      ratio(0.7),
    );
  } finally {
    await scope.close();
  }
}

const none = () => ({ perSecond: [], serverCpu: [], postgresCpu: [] });

/** An application that awaits its signature, as it is stored once Dialogporten has it. */
async function storeLicence(databaseUrl: string): Promise<void> {
  const at = '2026-01-15T12:00:00.000Z';
  const statements = ['We would like to serve outdoors, too.\nUntil midnight, on all days but Sunday.'];
  const state = { state: 'awaiting-signature', statements, submittedAt: at };
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    `INSERT INTO dialogs (id, party, service_resource, external_reference, state, version, delivered_version, created_at,
       changed_at) VALUES ($1, $2, $3, 'sak 2026/17', $4, 3, 3, $5, $5)`,
    [sampleDialog, tallyParty, sampleResource, JSON.stringify(state), at],
  );
  await client.end();
}

async function run({ ours, anew, peer }: Race, databaseUrl: string): Promise<void> {
  for (const contender of [ours, peer]) await load(contender, warmUpMs);
  for (let round = 0; round < rounds; round++) {
    for (const contender of [ours, peer, anew]) await measure(contender, () => postgresCpuMs(databaseUrl));
  }
}

function load({ port, path, nextToken }: Contender, milliseconds: number): Promise<number> {
  return requestsPerSecond({ port, path, nextToken, connections }, milliseconds);
}

async function measure(contender: Contender, postgres: () => Promise<number>): Promise<void> {
  const before = [await contender.cpuMs(), await postgres()] as const;
  const perSecond = await load(contender, roundMs);
  const answered = perSecond * (roundMs / 1000);
  contender.perSecond.push(perSecond);
  contender.serverCpu.push(((await contender.cpuMs()) - before[0]) / answered);
  contender.postgresCpu.push(((await postgres()) - before[1]) / answered);
}

/** Compared round by round: what else the machine does is then much the same for both. */
function ofPeer(contender: Contender, peer: Contender, figure: 'perSecond' | 'serverCpu') {
  return ratioOfRounds(contender[figure].map((value, round) => value / peer[figure][round]!));
}

function report(what: string, { ours, anew, peer }: Race): void {
  const rows = [ours, anew, peer].map((contender) => [
    contender.name,
    whole(median(contender.perSecond)),
    ofPeer(contender, peer, 'perSecond'),
    fixed(median(contender.serverCpu) * 1000, 0),
    ofPeer(contender, peer, 'serverCpu'),
    fixed(median(contender.postgresCpu) * 1000, 0),
  ]);
  printTable(
    `The embed of ${what} on PostgreSQL, ${connections} connections, medians of ${rounds} rounds in turns`,
    ['', 'embeds/s', 'of by hand', 'server CPU, µs', 'of by hand', 'PostgreSQL CPU, µs'],
    rows,
  );
}
