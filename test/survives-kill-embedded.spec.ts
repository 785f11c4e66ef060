import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServiceProcess } from './support/service-process.js';
import { strikeDuring } from './tally/strikes.js';
import { TallyStage } from './tally/tally-stage.js';

/** Starting again takes longest here; `KILL_ROUNDS` asks for more. */
const rounds = Number(process.env['KILL_ROUNDS'] ?? '3');

describe('a stream of actions on the embedded database', () => {
  let stage: TallyStage;
  let service: ServiceProcess;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'provider-'));
    stage = await TallyStage.set({ DATA_DIR: folder });
    service = await stage.addProcess();
  });

  afterAll(async () => {
    await stage.clear();
    await rm(folder, { recursive: true });
  });

  it(`arrives as it was accepted, each action once, though service and database are killed ${rounds} times`, async () => {
    const strike = async () => {
      await service.kill();
      await service.startAgain();
    };
    const keepers = await strikeDuring(stage, { rounds, strike });
    expect(keepers.accepted.size).toBeGreaterThan(rounds);
    expect(keepers.discrepancies()).toEqual([]);
  });
});
