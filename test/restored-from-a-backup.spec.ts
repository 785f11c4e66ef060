import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TallyStage } from './tally/tally-stage.js';

/** The tables that a dialog is in. */
const tables = ['dialogs', 'dialog_history', 'performed_actions'];

describe('a database that was restored from an older backup', () => {
  let stage: TallyStage;

  beforeAll(async () => {
    stage = await TallyStage.set();
    await stage.addService();
  });
  afterAll(() => stage.clear());

  const backUp = async () => {
    for (const table of tables) await stage.sql(`CREATE TABLE saved_${table} AS TABLE ${table}`);
  };
  const restore = async () => {
    for (const table of tables.toReversed()) await stage.sql(`DELETE FROM ${table}`);
    for (const table of tables) await stage.sql(`INSERT INTO ${table} SELECT * FROM saved_${table}`);
  };
  const summaryThere = (id: string) => stage.emulator.dialogs.get(id)!.content.summary?.value[0]?.value;

  it('wins with the next change of a dialog, and knows none that was opened after it', async () => {
    const changed = await stage.open();
    const waiting = await stage.open();
    await stage.count(changed);
    await stage.untilDelivered(changed);
    stage.emulator.faults.set([{ match: `/dialogporten/api/v1/serviceowner/dialogs/${waiting}`, status: 503 }]);
    expect((await stage.count(waiting, { headers: { Prefer: 'respond-async' } })).status).toBe(202);
    await backUp();
    expect(stage.countedThere(waiting)).toBe(0);
    stage.emulator.faults.clear();
    await stage.untilDelivered(changed, waiting);
    await stage.count(changed);
    await stage.count(changed);
    const opened = await stage.open();

    await restore();

    await stage.untilDelivered(waiting);
    expect(stage.countedThere(waiting)).toBe(1);
    expect(summaryThere(changed)).toBe('Counted to 3');
    expect((await stage.count(changed)).status).toBe(204);
    expect(summaryThere(changed)).toBe('Counted to 2');
    expect(stage.countedThere(changed)).toBe(4);
    expect((await stage.count(opened)).status).toBe(404);
  });
});
