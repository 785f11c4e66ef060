import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Database } from '../src/database/database.js';
import { DeadLetters } from '../src/redrive/dead-letters.js';
import { until } from './support/until.js';
import { TallyStage } from './tally/tally-stage.js';
import { tallyResource } from './tally/tally.js';

let stage: TallyStage;
let database: Database;
let letters: DeadLetters;

beforeEach(async () => {
  stage = await TallyStage.set();
  await stage.addService();
  database = await Database.open({ DATABASE_URL: stage.databaseUrl, DATA_DIR: '', NODE_ENV: 'test' });
  letters = new DeadLetters(database);
});

afterEach(async () => {
  await database.onApplicationShutdown();
  await stage.clear();
});

const pathOf = (id: string) => `/dialogporten/api/v1/serviceowner/dialogs/${id}`;
const everything = '/dialogporten/api/v1/serviceowner';
const countOf = async (where: string) => (await stage.sql(`SELECT FROM dialogs WHERE ${where}`)).length;

/** Rows that no process delivers. */
async function insertRejected(count: number): Promise<void> {
  await stage.services.splice(0, 1)[0]!.stop();
  await stage.sql(`
    INSERT INTO dialogs (id, party, service_resource, state, version, created_at, changed_at,
      rejected_at, rejected_version, rejected_versions, rejected_reason)
    SELECT gen_random_uuid(), 'p', '${tallyResource}', '{}', 1, now(), now(),
      now() - make_interval(secs => at), 1, '{1}', 'reason ' || (at % 2)
    FROM generate_series(1, ${count}) AS at`);
}

describe('dead letters by the thousand', () => {
  it('are put back in batches, at a rate, the oldest first; an interruption leaves the rest', async () => {
    await insertRejected(2_500);
    const interruption = new AbortController();
    const progress: number[] = [];
    const onProgress = (soFar: number) => {
      progress.push(soFar);
      interruption.abort();
    };
    expect(await letters.redrive({}, { perSecond: 60, stopping: interruption.signal, onProgress })).toBe(600);
    expect(progress).toEqual([600]);
    expect(await countOf('next_attempt_at IS NOT NULL AND attempts = 1')).toBe(600);
    expect(await countOf("rejected_at < now() - interval '1990 seconds'")).toBe(0);

    const ofOneReason = { reason: 'reason 1' };
    expect(await letters.redrive(ofOneReason, { perSecond: 1_000_000 })).toBe(950);
    expect(await letters.byReason()).toEqual([{ reason: 'reason 0', count: 950 }]);
  });

  it('are put back once: those that are rejected again meanwhile stay', async () => {
    await insertRejected(1_500);
    let times = 0;
    const onProgress = () => {
      times += 1;
      void stage.sql('UPDATE dialogs SET rejected_at = now() WHERE rejected_at IS NULL');
    };
    expect(await letters.redrive({}, { perSecond: 1_000_000, onProgress })).toBe(1_500);
    expect(times).toBe(2);
  });

  it('are counted up to five thousand', async () => {
    await insertRejected(5_500);
    expect(await letters.count()).toBe(5_000);
    expect(await letters.byReason()).toEqual([
      { reason: 'reason 0', count: 2_500 },
      { reason: 'reason 1', count: 2_500 },
    ]);
  });

  it('do not hold up new changes when they are tried again', async () => {
    const healthy = await stage.open();
    const rejected = await Promise.all(Array.from({ length: 40 }, () => stage.open()));
    stage.emulator.faults.set(
      rejected.map((id) => ({ match: `PUT ${pathOf(id)}`, status: 422, errors: { x: ['no'] } })),
    );
    await Promise.all(rejected.map((id) => stage.count(id, { headers: { Prefer: 'respond-async' } })));
    await until(async () => (await letters.count()) === rejected.length);

    stage.emulator.faults.set([{ match: everything, latencyMs: 500 }]);
    expect(await letters.redrive({}, { perSecond: 1_000 })).toBe(rejected.length);
    expect((await stage.count(healthy)).status).toBe(204);

    expect(await countOf('next_attempt_at IS NOT NULL')).toBeGreaterThan(0);
    stage.emulator.faults.clear();
    await stage.untilDelivered(...rejected);
    expect(rejected.filter((id) => stage.countedThere(id) !== 1)).toEqual([]);
  });
});
