import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { actDuringOutage } from './support/outage.js';
import { freePort } from '../support/postgres-server.js';
import { setStage, type Stage } from './support/stage.js';

const actions = 100;

describe('an outage of Dialogporten, on the embedded database', () => {
  let stage: Stage;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'provider-'));
    stage = await setStage({ DATA_DIR: folder }, { port: await freePort() });
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
