import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from './support/postgres-server.js';
import { actDuringOutage } from './tally/outage.js';
import { TallyStage } from './tally/tally-stage.js';

const actions = 100;

describe('an outage of Dialogporten, on the embedded database', () => {
  let stage: TallyStage;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'provider-'));
    stage = await TallyStage.set({ DATA_DIR: folder }, { port: await freePort() });
    await stage.addService();
  });

  afterAll(async () => {
    await stage.clear();
    await rm(folder, { recursive: true });
  });

  it(`does not hold up ${actions} actions: each is answered 202, and made once, within 10 seconds of its end`, async () => {
    const { statuses, discrepancies } = await actDuringOutage(stage, actions);
    expect(statuses).toEqual(Array.from({ length: actions }, () => 202));
    expect(discrepancies).toEqual([]);
  });
});
