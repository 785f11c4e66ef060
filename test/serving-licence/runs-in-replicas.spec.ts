import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Emulator, startEmulator } from '../../emulator/emulator.js';
import { samplePolicy } from '../../emulator/sample/policy.js';
import { Applicants } from './support/applicants.js';
import { Parties } from './support/parties.js';
import { sharedDatabase } from '../support/postgres.js';
import { ServiceProcess } from '../support/service-process.js';
import { until } from '../support/until.js';

describe('two replicas on one database', () => {
  let emulator: Emulator;
  let one: ServiceProcess;
  let other: ServiceProcess;

  beforeAll(async () => {
    emulator = await startEmulator({ policy: samplePolicy });
    const settings = { DATABASE_URL: await sharedDatabase() };
    [one, other] = await Promise.all([
      ServiceProcess.start(emulator, settings),
      ServiceProcess.start(emulator, settings),
    ]);
  });

  afterAll(async () => {
    await one.stop();
    await other.stop();
    await emulator.stop();
  });

  it('make one change of 20 presses of one button, spread over both', async () => {
    const [here, there] = [new Parties(emulator, one), new Parties(emulator, other)];
    const id = await here.openDialog();
    const token = await here.tokenOf('daglig-leder', id);
    const presses = Array.from({ length: 20 }, (_, turn) =>
      (turn % 2 === 0 ? here : there).press('confirm', id, token),
    );
    const statuses = (await Promise.all(presses)).map(({ status }) => status);

    expect(statuses.filter((status) => status !== 204 && status !== 202)).toEqual([]);
    await until(() => emulator.dialogs.get(id)?.status === 'Draft');
    expect(emulator.dialogs.get(id)?.activities.filter(({ type }) => type === 'Information')).toHaveLength(1);
    const ours = (await (await here.asServiceOwner('GET', `/${id}`)).json()) as { version: number };
    expect(ours.version).toBe(2);
  });

  it('make one change of 20 presses by one person with a token each', async () => {
    const [here, there] = [new Parties(emulator, one), new Parties(emulator, other)];
    const id = await here.openDialog();
    const tokens = await Promise.all(Array.from({ length: 20 }, () => here.tokenOf('daglig-leder', id)));
    const presses = tokens.map((token, turn) => (turn % 2 === 0 ? here : there).press('confirm', id, token));
    const statuses = (await Promise.all(presses)).map(({ status }) => status);

    // As the first while that one is on its way; once it is there, the state has no such button any more.
    expect(statuses.filter((status) => ![204, 202, 409].includes(status))).toEqual([]);
    expect(statuses.filter((status) => status !== 409).length).toBeGreaterThan(0);
    await until(() => emulator.dialogs.get(id)?.status === 'Draft');
    expect(emulator.dialogs.get(id)?.activities.filter(({ type }) => type === 'Information')).toHaveLength(1);
  });

  it('finish the jobs of one that is killed', async () => {
    const applicants = new Applicants(emulator, [one.url]);
    const ids = await applicants.open(20);
    await applicants.untilAllArrived();
    emulator.faults.set([{ match: '/dialogporten/api/v1/serviceowner', latencyMs: 1_000 }]);
    const pressed = ids.map((id) =>
      applicants.press(id, 'confirm', applicants.tokenFor(id), { Prefer: 'respond-async' }),
    );
    expect(await Promise.all(pressed)).toEqual(ids.map(() => 202));
    await one.kill();
    emulator.faults.clear();
    await applicants.untilAllArrived(30_000);
    expect(applicants.discrepancies()).toEqual([]);
    await one.startAgain();
  });

  it('stop within 10 seconds, finish what is in flight, and hand the rest to the other', async () => {
    const applicants = new Applicants(emulator, [one.url]);
    const ids = await applicants.open(20);
    await applicants.untilAllArrived();
    emulator.faults.set([{ match: '/dialogporten/api/v1/serviceowner', latencyMs: 1_000, times: ids.length }]);
    const pressed = ids.map((id) => applicants.press(id, 'confirm', applicants.tokenFor(id)));
    expect(await one.terminate()).toBeLessThan(10_000);
    emulator.faults.clear();
    await one.startAgain();
    const statuses = await Promise.all(pressed);
    expect(statuses.filter((status) => status !== 204 && status !== 202)).toEqual([]);
    await applicants.untilAllArrived(30_000);
    expect(applicants.discrepancies()).toEqual([]);
  });
});
