import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Emulator, startEmulator } from '../../emulator/emulator.js';
import { samplePolicy } from '../../emulator/sample/policy.js';
import { ServiceProcess } from '../support/service-process.js';
import { strikeDuring } from './support/strikes.js';

/** Starting again takes longest here; `KILL_ROUNDS` asks for more. */
const rounds = Number(process.env['KILL_ROUNDS'] ?? '3');

describe('a stream of actions on the embedded database', () => {
  let emulator: Emulator;
  let service: ServiceProcess;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'provider-'));
    emulator = await startEmulator({ policy: samplePolicy });
    service = await ServiceProcess.start(emulator, { DATA_DIR: folder });
  });

  afterAll(async () => {
    await service.stop();
    await emulator.stop();
    await rm(folder, { recursive: true });
  });

  it(`arrives as it was accepted, each action once, though service and database are killed ${rounds} times`, async () => {
    const strike = async () => {
      await service.kill();
      await service.startAgain();
    };
    const applicants = await strikeDuring(emulator, service.url, { rounds, strike });
    expect(applicants.accepted.size).toBeGreaterThan(rounds);
    expect(applicants.discrepancies()).toEqual([]);
  });
});
