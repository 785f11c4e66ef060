import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TallyStage } from './tally/tally-stage.js';
import { v7 } from 'uuid';
import { fewAtATime } from './support/few-at-a-time.js';
import { until } from './support/until.js';

const api = '/dialogporten/api/v1/serviceowner/dialogs';

/** Longer than a call to Dialogporten may take. `HANG_SECONDS=40` for the whole of it. */
const hangSeconds = Number(process.env['HANG_SECONDS'] ?? 11);

let stage: TallyStage;

beforeEach(async () => {
  stage = await TallyStage.set();
});
afterEach(() => stage.clear());

/** Opens that many tallies, which Dialogporten has. */
async function openTallies(count: number): Promise<string[]> {
  const ids = await stage.openMany(count);
  await stage.untilDelivered(...ids);
  return ids;
}

const puts = () =>
  stage.emulator.requests.list().filter(({ method, path }) => method === 'PUT' && path.startsWith(api));

describe('when Dialogporten is slower than changes come', () => {
  it('each change costs one call, on any replica', async () => {
    for (const _ of [1, 2]) await stage.addService({ DIALOGPORTEN_CONCURRENCY: '2' });
    const ids = await openTallies(120);
    stage.emulator.requests.clear();
    stage.emulator.faults.set([{ match: api, latencyMs: 200 }]);

    const answers = await fewAtATime(ids, (id, index) =>
      stage.count(id, { at: index % 2, headers: { Prefer: 'respond-async' } }),
    );

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    await stage.untilDelivered(...ids);
    expect(ids.filter((id) => stage.countedThere(id) !== 1)).toEqual([]);
    expect(puts().length).toBeLessThanOrEqual(ids.length * 1.1);
  });
});

describe('when Dialogporten hangs', () => {
  it('two replicas outlive it, and what was accepted meanwhile is made', async () => {
    await stage.addService({ DIALOGPORTEN_CONCURRENCY: '5', WRITE_ACTION_TIMEOUT_MS: '500' });
    await stage.addService({ DIALOGPORTEN_CONCURRENCY: '5', WRITE_ACTION_TIMEOUT_MS: '500' });
    const ids = await openTallies(hangSeconds * 12);
    stage.emulator.faults.set([{ match: api, latencyMs: 3_600_000 }]);

    const end = Date.now() + hangSeconds * 1000;
    const answers: Promise<Response>[] = [];
    for (const [index, id] of ids.entries()) {
      answers.push(stage.count(id, { at: index % 2 }));
      await pause(1000 / 12);
    }
    expect(new Set((await Promise.all(answers)).map(({ status }) => status))).toEqual(new Set([202]));
    await until(() => Date.now() >= end, hangSeconds * 1000);
    stage.emulator.faults.clear();

    await stage.untilDelivered(...ids);
    expect(ids.filter((id) => stage.countedThere(id) !== 1)).toEqual([]);
    const states = await stage.sql('SELECT FROM dialogs WHERE rejected_at IS NOT NULL OR gone_at IS NOT NULL');
    expect(states).toEqual([]);
    // Half a second is little on a busy machine.
    for (const at of [0, 1]) await until(async () => (await stage.count(ids[at]!, { at })).status === 204);
  });
});

/** Settings of a process whose clock is so many milliseconds ahead. */
function withClockAhead(ms: number): Record<string, string> {
  const ahead = `
    const Real = globalThis.Date;
    globalThis.Date = class extends Real {
      constructor(...given) { given.length === 0 ? super(Real.now() + ${ms}) : super(...given); }
      static now() { return Real.now() + ${ms}; }
    };`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(ahead)}` };
}

describe('a replica whose clock is wrong', () => {
  it.each([
    ['fifteen seconds behind', -15_000],
    ['eleven minutes ahead', 660_000],
  ])('(%s) lets in every caller with a good token, and none with an old one', async (_, ms) => {
    const { url } = await stage.addProcess(withClockAhead(ms));
    const dueAt = new Date(Date.now() + 5 * 60_000).toISOString();
    const id = await stage.open({ id: v7({ msecs: Date.now() - 6_000 }), dueAt });
    const embed = (token: string) =>
      fetch(`${url}/tallies/${id}/embed`, { headers: { Authorization: `Bearer ${token}` } });
    const now = Math.floor(Date.now() / 1000);
    const issued = (iat: number) => stage.token(id, { iat, nbf: iat, exp: iat + 600 });

    expect((await embed(issued(now))).status).toBe(200);
    expect((await stage.count(id)).status).toBe(202);
    expect((await embed(issued(now - 615))).status).toBe(401);
    expect((await embed(issued(now + 60))).status).toBe(401);
  });
});

describe('what a wrong clock has left behind', () => {
  it('a due time an hour ahead is due', async () => {
    await stage.addService();
    const [id] = await openTallies(1);
    stage.emulator.faults.set([{ match: api, status: 500 }]);
    expect((await stage.count(id!)).status).toBe(202);
    await until(async () => (await stage.sql('SELECT FROM dialogs WHERE attempts > 0')).length > 0);
    await stage.sql("UPDATE dialogs SET next_attempt_at = now() + interval '1 hour'");
    stage.emulator.faults.clear();

    await stage.untilDelivered(id!);
    expect(stage.countedThere(id!)).toBe(1);
  });

  it.each([
    [
      'an id',
      {
        'dto.activities[0].id': [
          "Invalid Id. Expected the unix timestamp portion of the UUIDv7 to be in the past. Extrapolated '2527-06-23' from '0fff'.",
        ],
      },
    ],
    ['a time', { 'dto.activities[0].createdAt': ["'CreatedAt' must be in the past."] }],
  ])(
    '%s that Dialogporten finds ahead of its clock is no rejection: it waits until that has passed',
    async (_, errors) => {
      await stage.addService();
      const [id] = await openTallies(1);
      stage.emulator.faults.set([{ match: `PUT ${api}/${id}`, status: 400, errors, times: 2 }]);
      expect((await stage.count(id!)).status).toBe(202);
      await stage.untilDelivered(id!);
      expect(stage.countedThere(id!)).toBe(1);
      expect(await stage.sql('SELECT FROM dialogs WHERE rejected_at IS NOT NULL')).toEqual([]);
    },
  );
});

describe('a replica whose clock is five minutes ahead', () => {
  const settings = withClockAhead(300_000);

  it('delivers nothing and says so, and leaves the work to one that is right about the time', async () => {
    const right = await stage.addService();
    const wrong = await stage.addProcess(settings);
    const ids = await openTallies(10);

    stage.emulator.faults.set([{ match: api, status: 503 }]);
    for (const id of ids) expect((await stage.count(id)).status).toBe(202);
    stage.emulator.faults.clear();

    await stage.untilDelivered(...ids);
    expect(ids.map((id) => stage.countedThere(id))).toEqual(ids.map(() => 1));
    expect(await stage.sql('SELECT FROM dialogs WHERE rejected_at IS NOT NULL OR gone_at IS NOT NULL')).toEqual([]);
    expect(right.log.join('')).not.toContain('differ');
    expect(wrong.log.join('')).toMatch(/nothing is delivered by this process.*"alert":true/);
    const report = (await (await fetch(`${wrong.url}/health/ready`)).json()) as object;
    expect(report).toMatchObject({ status: 'degraded', checks: { changes: 'clock-differs' } });
  });
});
