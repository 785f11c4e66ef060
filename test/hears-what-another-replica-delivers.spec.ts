import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from './support/until.js';
import { TallyStage } from './tally/tally-stage.js';

describe('a replica that has no room', () => {
  let stage: TallyStage;

  beforeAll(async () => {
    const settings = { DIALOGPORTEN_CONCURRENCY: '1', WRITE_ACTION_TIMEOUT_MS: '10000' };
    stage = await TallyStage.set(settings);
    await stage.addService();
    await stage.addService();
  });
  afterAll(() => stage.clear());

  it('answers 204 as soon as another replica has delivered its change', async () => {
    const [slow, other] = [await stage.open(), await stage.open()];
    const path = `/dialogporten/api/v1/serviceowner/dialogs/${slow}`;
    stage.emulator.faults.set([{ match: `PUT ${path}`, latencyMs: 5_000 }]);
    const slowAnswer = stage.count(slow).then(() => 'the slow one');
    await until(() => stage.emulator.requests.list().some((sent) => sent.method === 'PUT' && sent.path === path));

    const first = await Promise.race([slowAnswer, stage.count(other)]);

    expect(first).toMatchObject({ status: 204 });
    expect(stage.countedThere(other)).toBe(1);
    stage.emulator.faults.clear();
    await slowAnswer;
  });
});
