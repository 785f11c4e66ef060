import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Fault } from '../emulator/emulator.js';
import { fewAtATime } from './support/few-at-a-time.js';
import { until } from './support/until.js';
import { TallyStage } from './tally/tally-stage.js';

const pathOf = (id: string) => `/dialogporten/api/v1/serviceowner/dialogs/${id}`;

/** In milliseconds; a second is promised, and the machine may be busy with other tests. In a line it takes 25 s. */
const promiseMs = 15_000;

let stage: TallyStage;

beforeEach(async () => {
  stage = await TallyStage.set();
  await stage.addService();
});
afterEach(() => stage.clear());

/** Counts those dialogs, which fail in that way, without waiting for an answer. */
async function countFailing(ids: readonly string[], fault: Omit<Fault, 'match'>): Promise<void> {
  stage.emulator.faults.set(ids.map((id) => ({ ...fault, match: pathOf(id) })));
  const answers = await fewAtATime(ids, (id) => stage.count(id, { headers: { Prefer: 'respond-async' } }));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
}

/** Whether ten of them, or all, have failed so often that the next attempts are those of the relay. */
async function haveFailed(ids: readonly string[], times = 1): Promise<boolean> {
  const rows = await stage.sql('SELECT FROM dialogs WHERE id = ANY($1) AND attempts >= $2', [ids, times]);
  return rows.length >= Math.min(ids.length, 10);
}

/** Presses, one after the other, and how long each took until Dialogporten had it. */
async function pressHealthy(ids: readonly string[]): Promise<void> {
  const slow: number[] = [];
  for (const id of ids) {
    const startedAt = performance.now();
    const before = stage.countedThere(id);
    await stage.count(id);
    await until(() => stage.countedThere(id) > before);
    const took = performance.now() - startedAt;
    if (took > promiseMs) slow.push(took);
  }
  expect(slow).toEqual([]);
}

const check = async () => {
  const report = (await (await fetch(`${stage.services[0]!.url}/health/ready`)).json()) as {
    checks: { changes: string };
  };
  return report.checks.changes;
};

describe('a fresh change is made within a second', () => {
  it.each<[string, number, Omit<Fault, 'match'>]>([
    ['that Dialogporten does not know', 30, { status: 404, errors: { DialogEntity: ['was not found'] } }],
    ['that are frozen', 30, { status: 403, errors: { Forbidden: ['User cannot modify frozen dialog'] } }],
    ['that are answered 500 after a second', 100, { status: 500, latencyMs: 1_000 }],
    ['that a gateway refuses', 30, { status: 403 }],
  ])('beside dialogs %s, be there %i of them', async (_, count, fault) => {
    const [failing, healthy] = [await stage.openMany(count), await stage.openMany(5)];
    await countFailing(failing, fault);
    // A failure of the gateway may concern all dialogs, for as long as no other one is let in after it.
    await until(async () => (await stage.count(healthy[0]!)).status === 204 && (await haveFailed(failing)));

    await pressHealthy(healthy);

    expect(await check()).toBe('ok');
    expect(stage.services[0]!.log.join('')).not.toContain('Dialogporten rejected');
  });

  it('also when thirty that a gateway refuses have just stopped all deliveries', async () => {
    const [failing, [healthy]] = [await stage.openMany(30), await stage.openMany(1)];
    await countFailing(failing, { status: 403 });
    await until(async () => (await check()) !== 'ok');
    const answer = stage.count(healthy!);
    await until(
      async () => (await stage.sql('SELECT FROM dialogs WHERE id = $1 AND version = 2', [healthy])).length === 1,
    );
    stage.emulator.requests.clear();

    await until(() => stage.countedThere(healthy!) === 1);

    const puts = stage.emulator.requests.list().filter(({ method }) => method === 'PUT');
    expect(puts.findIndex(({ path }) => path === pathOf(healthy!))).toBeLessThan(6);
    expect([202, 204]).toContain((await answer).status);
  });

  it('beside ten dialogs that are never answered', async () => {
    const [failing, healthy] = [await stage.openMany(10), await stage.openMany(4)];
    await countFailing(failing, { latencyMs: 3_600_000 });
    await pressHealthy(healthy);
    await until(() => haveFailed(failing));
    await pressHealthy(healthy);
    await until(() => haveFailed(failing.slice(0, 2), 2));
    await pressHealthy(healthy);
    expect(await check()).toBe('ok');
  });

  it('while five hundred others are on their way', async () => {
    const [many, healthy] = [await stage.openMany(500), await stage.openMany(3)];
    await countFailing(many, { latencyMs: 1_000 });

    await pressHealthy(healthy);

    expect((await stage.sql('SELECT FROM dialogs WHERE next_attempt_at IS NOT NULL')).length).toBeGreaterThan(0);
    await until(async () => (await stage.sql('SELECT FROM dialogs WHERE next_attempt_at IS NOT NULL')).length === 0);
    expect(many.filter((id) => stage.countedThere(id) !== 1)).toEqual([]);
  });
});

describe('a change that finds no room', () => {
  it('is waited for as any other, also when it comes while the one before is being noted', async () => {
    await stage.clear();
    stage = await TallyStage.set({ DIALOGPORTEN_CONCURRENCY: '4' });
    await stage.addService();
    const ids = await stage.openMany(10);
    stage.strike({ match: 'PUT /dialogporten', latencyMs: 50 });

    const statuses = await Promise.all(
      ids.map(async (id) => {
        const found: number[] = [];
        while (found.length < 12) found.push((await stage.count(id)).status);
        return found;
      }),
    );

    expect(new Set(statuses.flat())).toEqual(new Set([204]));
  });
});
