import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServiceProcess } from './support/service-process.js';
import { strikeDuring } from './tally/strikes.js';
import { TallyStage } from './tally/tally-stage.js';

const rounds = 20;

describe('a stream of actions on PostgreSQL', () => {
  let stage: TallyStage;
  let service: ServiceProcess;

  beforeAll(async () => {
    stage = await TallyStage.set();
    service = await stage.addProcess();
  });

  afterAll(async () => {
    await stage.clear();
  });

  it(`arrives as it was accepted, each action once, though the service is killed ${rounds} times`, async () => {
    const strike = async () => {
      await service.kill();
      await service.startAgain();
    };
    const keepers = await strikeDuring(stage, { rounds, strike });
    expect(keepers.accepted.size).toBeGreaterThan(rounds);
    expect(keepers.discrepancies()).toEqual([]);
  });
});
