import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServiceProcess } from './support/service-process.js';
import { until } from './support/until.js';
import { Keepers } from './tally/keepers.js';
import { TallyStage } from './tally/tally-stage.js';

describe('two replicas on one database', () => {
  let stage: TallyStage;
  let one: ServiceProcess;

  beforeAll(async () => {
    stage = await TallyStage.set();
    [one] = await Promise.all([stage.addProcess(), stage.addProcess()]);
  });

  afterAll(() => stage.clear());

  it('make one change of 20 presses of one button, spread over both', async () => {
    const id = await stage.open();
    const token = stage.token(id);
    const presses = Array.from({ length: 20 }, (_, turn) => stage.count(id, { token, at: turn % 2 }));
    const statuses = (await Promise.all(presses)).map(({ status }) => status);

    expect(statuses.filter((status) => status !== 204 && status !== 202)).toEqual([]);
    await until(() => stage.countedThere(id) > 0);
    expect(stage.countedThere(id)).toBe(1);
    expect(await stage.here(id)).toMatchObject({ count: 1, version: 2 });
  });

  it('make one change of 20 presses by one person with a token each, where the state allows one', async () => {
    const id = await stage.open();
    const presses = Array.from({ length: 20 }, (_, turn) => stage.press('approve', id, { at: turn % 2 }));
    const statuses = (await Promise.all(presses)).map(({ status }) => status);

    // As the first while that one is on its way; once it is there, the state has no such button any more.
    expect(statuses.filter((status) => ![204, 202, 409].includes(status))).toEqual([]);
    expect(statuses.filter((status) => status !== 409).length).toBeGreaterThan(0);
    const approvals = () =>
      stage.emulator.dialogs.get(id)!.activities.filter(({ type }) => type === 'SignatureProvided');
    await until(() => approvals().length > 0);
    await stage.untilDelivered(id);
    expect(approvals()).toHaveLength(1);
  });

  it('finish the jobs of one that is killed', async () => {
    const keepers = new Keepers(stage, [one.url]);
    const ids = await keepers.open(20);
    await keepers.untilAllArrived();
    stage.emulator.faults.set([{ match: '/dialogporten/api/v1/serviceowner', latencyMs: 1_000 }]);
    const pressed = ids.map((id) => keepers.press(id, 'count', stage.token(id), { Prefer: 'respond-async' }));
    expect(await Promise.all(pressed)).toEqual(ids.map(() => 202));
    await one.kill();
    stage.emulator.faults.clear();
    await keepers.untilAllArrived();
    expect(keepers.discrepancies()).toEqual([]);
    await one.startAgain();
  });

  it('stop within 10 seconds, finish what is in flight, and hand the rest to the other', async () => {
    const keepers = new Keepers(stage, [one.url]);
    const ids = await keepers.open(20);
    await keepers.untilAllArrived();
    stage.emulator.faults.set([{ match: '/dialogporten/api/v1/serviceowner', latencyMs: 1_000, times: ids.length }]);
    const pressed = ids.map((id) => keepers.press(id, 'count', stage.token(id)));
    expect(await one.terminate()).toBeLessThan(10_000);
    stage.emulator.faults.clear();
    await one.startAgain();
    const statuses = await Promise.all(pressed);
    expect(statuses.filter((status) => status !== 204 && status !== 202)).toEqual([]);
    await keepers.untilAllArrived();
    expect(keepers.discrepancies()).toEqual([]);
  });
});
