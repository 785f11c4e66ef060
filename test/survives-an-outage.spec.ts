import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from './support/postgres-server.js';
import { actDuringOutage } from './tally/outage.js';
import { TallyStage } from './tally/tally-stage.js';

const actions = 500;

describe('an outage of Dialogporten, on PostgreSQL', () => {
  let stage: TallyStage;

  beforeAll(async () => {
    stage = await TallyStage.set({}, { port: await freePort() });
    await stage.addService();
  });

  afterAll(() => stage.clear());

  it(`does not hold up ${actions} actions: each is answered 202, and made once, within 10 seconds of its end`, async () => {
    const { statuses, discrepancies } = await actDuringOutage(stage, actions);
    expect(statuses).toEqual(Array.from({ length: actions }, () => 202));
    expect(discrepancies).toEqual([]);
  });
});
