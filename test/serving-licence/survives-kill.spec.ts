import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Emulator, startEmulator } from '../../emulator/emulator.js';
import { samplePolicy } from '../../emulator/sample/policy.js';
import { sharedDatabase } from '../support/postgres.js';
import { ServiceProcess } from '../support/service-process.js';
import { strikeDuring } from './support/strikes.js';

const rounds = 20;

describe('a stream of actions on PostgreSQL', () => {
  let emulator: Emulator;
  let service: ServiceProcess;

  beforeAll(async () => {
    emulator = await startEmulator({ policy: samplePolicy });
    service = await ServiceProcess.start(emulator, { DATABASE_URL: await sharedDatabase() });
  });

  afterAll(async () => {
    await service.stop();
    await emulator.stop();
  });

  it(`arrives as it was accepted, each action once, though the service is killed ${rounds} times`, async () => {
    const strike = async () => {
      await service.kill();
      await service.startAgain();
    };
    const applicants = await strikeDuring(emulator, service.url, { rounds, strike });
    expect(applicants.accepted.size).toBeGreaterThan(rounds);
    expect(applicants.discrepancies()).toEqual([]);
  });
});
