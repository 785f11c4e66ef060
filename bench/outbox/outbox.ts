import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { Database } from '../../src/database/database.js';
import { Outbox } from '../../src/delivery/outbox.js';
import { tallyParty } from '../../test/tally/index.js';
import { tallyResource } from '../../test/tally/tally.js';
import { Service } from '../service.js';
import type { Platform } from '../platform.js';
import { startPostgres } from '../postgres.js';
import { fixed, print, printTable, whole } from '../report.js';
import type { Scope } from '../scope.js';
import { median, percentile } from '../statistics.js';

const waiting = 5_000_000;
const drained = 20_000;
const takes = 100;

/** Opened dialogs that Dialogporten does not have yet. Their ids are version 7 UUIDs of the last hour, as ours are. */
const fill = `INSERT INTO dialogs (id, party, service_resource, state, created_at, changed_at, undelivered_since, next_attempt_at)
  SELECT (substr(at, 1, 8) || '-' || substr(at, 9, 4) || '-7' || substr(r, 1, 3) || '-8' || substr(r, 4, 3) || '-' || substr(r, 7, 12))::uuid,
    $2, $3, '{"state":"open","count":0}', now(), now(), now(), now() + $4::interval - random() * interval '1 hour'
  FROM (SELECT lpad(to_hex(((extract(epoch FROM now()) - random() * 3600) * 1000)::bigint), 12, '0') AS at,
    md5(random()::text || n) AS r FROM generate_series(1, $1) n) ids`;

/** How the outbox does with very much in it: five million dialogs that are due, and twenty thousand that are delivered. */
export async function measureOutbox(scope: Scope, platform: Platform): Promise<void> {
  await measureTake(await startPostgres(scope));
  await measureDrain(scope, platform, await startPostgres(scope));
}

async function measureTake(databaseUrl: string): Promise<void> {
  const database = await Database.open({ DATABASE_URL: databaseUrl, DATA_DIR: '', NODE_ENV: 'test' });
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(fill, [waiting, tallyParty, tallyResource, '0']);
  await client.query('ANALYZE dialogs');
  const outbox = new Outbox(database);
  const times: number[] = [];
  for (let take = 0; take < takes; take++) {
    const startedAt = performance.now();
    if ((await outbox.take({ fresh: 20, retry: 0 }, 10, [])).length !== 20)
      throw new Error('the outbox gave less than it was asked for');
    times.push(performance.now() - startedAt);
  }
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(
    `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) SELECT id FROM dialogs WHERE next_attempt_at <= now()
      ORDER BY next_attempt_at LIMIT 20 FOR UPDATE SKIP LOCKED`,
  );
  const startedAt = performance.now();
  await outbox.backlog();
  const backlogMs = performance.now() - startedAt;
  await client.end();
  await database.onApplicationShutdown();
  printTable(
    `The outbox with ${whole(waiting).text} dialogs due, in ms`,
    ['', 'p50', 'p95'],
    [
      [`take 20 (${takes} times)`, fixed(median(times), 2), fixed(percentile(times, 0.95), 2)],
      ['what waits, for metrics and readiness', fixed(backlogMs, 2), ''],
    ],
  );
  print();
  for (const row of rows) print(row['QUERY PLAN']);
}

async function measureDrain(scope: Scope, platform: Platform, databaseUrl: string): Promise<void> {
  const service = await Service.start(scope, platform, { databaseUrl });
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(fill, [drained, tallyParty, tallyResource, '1 day']);
  const before = await service.residentMegabytes();
  const memory: number[] = [];
  const startedAt = performance.now();
  await client.query('UPDATE dialogs SET next_attempt_at = now()');
  for (let left = drained; left > 0;) {
    await pause(500);
    memory.push(await service.residentMegabytes());
    const { rows } = await client.query<{ left: number }>(
      'SELECT count(*)::int AS left FROM dialogs WHERE next_attempt_at IS NOT NULL',
    );
    left = rows[0]!.left;
  }
  const seconds = (performance.now() - startedAt) / 1000;
  await client.end();
  printTable(
    `One replica brings ${whole(drained).text} dialogs to Dialogporten`,
    ['dialogs/s', 'memory before', 'half-way', 'at the end, MB'],
    [[whole(drained / seconds), whole(before), whole(memory[memory.length >> 1]!), whole(memory.at(-1)!)]],
  );
}
