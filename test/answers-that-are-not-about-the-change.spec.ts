import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Fault } from '../emulator/emulator.js';
import { TallyStage } from './tally/tally-stage.js';
import { until } from './support/until.js';

const api = '/dialogporten/api/v1/serviceowner/dialogs';

let stage: TallyStage;
let ids: string[];

beforeAll(async () => {
  stage = await TallyStage.set();
  await stage.addService();
  ids = await Promise.all(Array.from({ length: 25 }, () => stage.open()));
});

afterEach(async () => {
  stage.emulator.faults.clear();
  await stage.untilDelivered(...ids);
});

afterAll(() => stage.clear());

/** The readiness check of deliveries, for operators. */
async function changesCheck(): Promise<string> {
  const report = (await (await fetch(`${stage.services[0]!.url}/health/ready`)).json()) as {
    checks: { changes: string };
  };
  return report.checks.changes;
}

function logged(text: string): number {
  return stage.services[0]!.log.filter((line) => line.includes(text)).length;
}

/** Counts each tally once while that fault strikes; afterwards each has been counted once more, and nothing is parked. */
async function isOutlived(
  faults: readonly Fault[],
  expected: number,
  headers = {},
  meanwhile = async () => {},
): Promise<void> {
  const before = ids.map((id) => stage.countedThere(id));
  stage.emulator.faults.set(faults);
  const answers = await Promise.all(ids.map((id) => stage.count(id, { headers })));
  expect(answers.map(({ status }) => status)).toEqual(ids.map(() => expected));
  await meanwhile();
  expect(ids.map((id) => stage.countedThere(id))).toEqual(before);
  stage.emulator.faults.clear();
  await stage.untilDelivered(...ids);
  expect(ids.map((id) => stage.countedThere(id))).toEqual(before.map((count) => count + 1));
  const states = await Promise.all(
    ids.map(async (id) => ((await stage.here(id))['delivery'] as { status: string }).status),
  );
  expect(new Set(states)).toEqual(new Set(['delivered']));
  expect(await changesCheck()).toBe('ok');
}

describe('a gateway in front of Dialogporten', () => {
  it.each([404, 410, 400, 422])('that answers %i for a while makes no accepted change vanish', async (status) => {
    await isOutlived([{ match: api, status }], 202);
  });
});

describe('credentials that are refused', () => {
  // The token that we hold is refused, and so is a new one.
  const tokenRefused = (status: number): Fault[] => [
    { match: '/maskinporten/token', status },
    { match: api, status: 401 },
  ];
  const refusals: [string, Fault[]][] = [
    ['Maskinporten with 400', tokenRefused(400)],
    ['Maskinporten with 401', tokenRefused(401)],
    ['Dialogporten with 401', [{ match: api, status: 401 }]],
    ['Dialogporten with 403 on everything', [{ match: api, status: 403 }]],
    [
      'Dialogporten with 403 on every dialog, in its own words',
      [
        {
          match: api,
          status: 403,
          errors: { Forbidden: ['Not allowed to reference the following unowned resources'] },
        },
      ],
    ],
  ];

  it.each(refusals)('by %s stop deliveries, are told once, and bury nothing', async (_by, faults) => {
    const told = logged('our credentials are refused');
    await isOutlived(faults, 202, {}, async () => {
      await until(async () => (await changesCheck()) === 'credentials-refused');
    });
    expect(logged('our credentials are refused')).toBe(told + 1);
  });

  it('are no business of a caller who does not wait', async () => {
    await isOutlived([{ match: api, status: 403 }], 202, { Prefer: 'respond-async' });
  });
});
