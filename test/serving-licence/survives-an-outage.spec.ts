import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { actDuringOutage } from './support/outage.js';
import { freePort } from '../support/postgres-server.js';
import { setStage, type Stage } from './support/stage.js';

const actions = 500;

describe('an outage of Dialogporten, on PostgreSQL', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await setStage({}, { port: await freePort() });
  });

  afterAll(() => stage.clear());

  it(`does not hold up ${actions} actions: each is answered 202, and made once, within 10 seconds of its end`, async () => {
    const { statuses, discrepancies } = await actDuringOutage(stage, actions);
    expect(statuses).toEqual(Array.from({ length: actions }, () => 202));
    expect(discrepancies).toEqual([]);
  });
});
