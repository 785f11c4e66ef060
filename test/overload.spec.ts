import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { problemIn } from './support/problems.js';
import { until } from './support/until.js';
import { TallyStage } from './tally/tally-stage.js';

const another = 'urn:altinn:person:identifier-no:21848510170';
const origin = 'http://localhost:4000';

describe('a replica with as many requests at work as it may have', () => {
  let stage: TallyStage;
  let held: string;
  let other: string;
  let holder: Client;

  beforeEach(async () => {
    stage = await TallyStage.set({ REQUEST_CONCURRENCY: '2' });
    await stage.addService();
    [held, other] = [await stage.open(), await stage.open()];
    holder = new Client({ connectionString: stage.databaseUrl });
    await holder.connect();
  });

  afterEach(async () => {
    await holder.end();
    await stage.clear();
  });

  const ask = (path: string, init: RequestInit = {}) => fetch(`${stage.services[0]!.url}${path}`, init);
  const embed = (id: string, claims = {}) =>
    ask(`/tallies/${id}/embed`, { headers: { Authorization: `Bearer ${stage.token(id, claims)}`, Origin: origin } });
  const isAtWork = (count: number) => async () => {
    const waiting = await stage.sql(
      "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    return waiting.length === count;
  };

  it('answers all others 503 at once, as a browser may read it, says that it is ready, goes on delivering, and then serves again', async () => {
    stage.emulator.faults.set([{ match: 'PUT /dialogporten', status: 503 }]);
    expect((await stage.count(other)).status).toBe(202);
    await holder.query('BEGIN');
    await holder.query('SELECT FROM dialogs WHERE id = $1 FOR UPDATE', [held]);
    const first = stage.count(held);
    await until(isAtWork(1));
    const second = stage.asServiceOwner('POST', `/service-owner/tallies/${held}/close`);
    // The two wait for one another outside of the database: what is refused from then on shows that both are at work.
    await until(async () => (await embed(other, { c: another })).status === 503);

    const refused = await Promise.all([
      embed(other, { c: another }),
      stage.count(other, { token: stage.token(other, { c: another }), headers: { Origin: origin } }),
      ask('/', { headers: { Origin: origin } }),
    ]);
    for (const answer of refused) {
      expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
      expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(origin);
      expect(answer.headers.get('Access-Control-Expose-Headers')).toContain('Retry-After');
      await problemIn(answer, 503, 'overloaded');
    }

    expect((await ask('/health/live')).status).toBe(200);
    expect((await ask('/health/ready')).status).toBe(200);
    expect(await (await ask('/metrics')).text()).toMatch(/^http_problems_total\{problem="overloaded"\} [1-9]/m);

    stage.emulator.faults.clear();
    await stage.untilDelivered(other);
    expect(stage.countedThere(other)).toBe(1);

    await holder.query('COMMIT');
    expect((await first).status).toBe(204);
    expect((await second).status).toBe(204);
    expect((await embed(other, { c: another })).status).toBe(200);
    const { log } = stage.services[0]!;
    expect(log.filter((line) => line.includes('more requests come than this process can work on'))).toHaveLength(1);
    expect(log.filter((line) => line.includes('a request failed'))).toEqual([]);
  });

  it('does not count those that wait for Dialogporten', async () => {
    stage.emulator.faults.set([{ match: 'PUT /dialogporten', latencyMs: 60_000 }]);
    let answered = 0;
    const waiting = [held, other].map((id) => stage.count(id).finally(() => (answered += 1)));
    await until(async () => (await stage.sql('SELECT FROM dialogs WHERE version = 2')).length === 2);
    expect((await embed(held)).status).toBe(200);
    expect(answered).toBe(0);
    stage.emulator.faults.clear();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([202, 202]);
  });
});
