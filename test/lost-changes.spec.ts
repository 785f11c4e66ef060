import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { TallyStage } from './tally/tally-stage.js';

jest.setTimeout(60_000);

const tables = ['dialogs', 'dialog_history', 'performed_actions'];

let stage: TallyStage;

beforeEach(async () => {
  stage = await TallyStage.set({ WRITE_ACTION_TIMEOUT_MS: '10000' });
  await stage.addService();
});
afterEach(() => stage.clear());

/** Keeps a copy of what the database holds now, as an asynchronous standby does. */
async function copyToStandby(): Promise<void> {
  for (const table of tables) {
    await stage.sql(`DROP TABLE IF EXISTS standby_${table}`);
    await stage.sql(`CREATE TABLE standby_${table} AS TABLE ${table}`);
  }
}

/** What was committed after the copy was made is lost. */
async function failOver(): Promise<void> {
  for (const table of tables.toReversed()) await stage.sql(`DELETE FROM ${table}`);
  for (const table of tables) await stage.sql(`INSERT INTO ${table} SELECT * FROM standby_${table}`);
}

const told = () => stage.services[0]!.log.filter((line) => line.includes('has lost changes'));

describe('after a failover to a standby that lacks the newest changes', () => {
  it('a repeated request makes its change again here, and Dialogporten has it once', async () => {
    const id = await stage.open();
    const token = stage.token(id);
    await copyToStandby();
    expect((await stage.count(id, { token })).status).toBe(204);
    await failOver();

    expect((await stage.count(id, { token })).status).toBe(204);
    expect(stage.countedThere(id)).toBe(1);
    expect(await stage.here(id)).toMatchObject({ count: 1, version: 2, deliveredVersion: 2 });
    expect(told()).toEqual([]);
  });

  it('what Dialogporten has of ours and our database lacks is told once, with its ids, and is left there', async () => {
    const id = await stage.open();
    await copyToStandby();
    expect((await stage.count(id)).status).toBe(204);
    const lost = stage.emulator.dialogs.get(id)!.activities.at(-1)!.id;
    await failOver();

    expect((await stage.count(id)).status).toBe(204);
    expect((await stage.count(id)).status).toBe(204);

    expect(stage.countedThere(id)).toBe(3);
    expect(told()).toHaveLength(1);
    expect(JSON.parse(told()[0]!)).toMatchObject({ alert: true, dialogId: id, entryIds: [lost], entries: 1 });
  });
});
