import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Emulator, startEmulator } from '../emulator/emulator.js';
import { Applicants } from './support/applicants.js';
import { sharedDatabase } from './support/postgres.js';
import { startPostgres } from './support/postgres-server.js';
import { ServiceProcess } from './support/service-process.js';
import { until } from './support/until.js';

const rounds = 20;

/** Numbers that look random, and are the same every time (a linear congruential generator). */
function* seeded(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

describe('a stream of actions', () => {
  let emulator: Emulator;
  const cleanUp: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    emulator = await startEmulator();
    emulator.faults.set([{ match: '/dialogporten/api/v1/serviceowner', latencyMs: 5 }]);
  });

  afterEach(async () => {
    for (const step of cleanUp.splice(0).toReversed()) await step();
    await emulator.stop();
  });

  /** Lets the applicants come, and strikes `rounds` times, each time after a random number of answers. */
  async function strikeDuring(applicants: Applicants, strike: () => Promise<void>): Promise<void> {
    const random = seeded(20_261_122);
    const coming = applicants.come(4);
    for (let round = 0; round < rounds; round++) {
      const target = applicants.answers + 1 + Math.floor(random.next().value * 12);
      await until(() => applicants.answers >= target, 60_000);
      await strike();
    }
    applicants.stop();
    await coming;
    await applicants.untilAllArrived();
  }

  it.each([['PostgreSQL'], ['the embedded database']])(
    `on %s: whatever was accepted arrives once, though the service is killed ${rounds} times`,
    async (database) => {
      let settings: Record<string, string>;
      if (database === 'PostgreSQL') {
        settings = { DATABASE_URL: await sharedDatabase() };
      } else {
        const folder = await mkdtemp(join(tmpdir(), 'provider-'));
        cleanUp.push(() => rm(folder, { recursive: true }));
        settings = { DATA_DIR: folder };
      }
      const service = await ServiceProcess.start(emulator, settings);
      cleanUp.push(() => service.stop());
      const applicants = new Applicants(emulator, [service.url]);

      await strikeDuring(applicants, async () => {
        await service.kill();
        await service.startAgain();
      });

      expect(applicants.accepted.size).toBeGreaterThan(rounds);
      expect(applicants.discrepancies()).toEqual([]);
    },
    180_000,
  );

  it(`arrives once, though the database is killed ${rounds} times`, async () => {
    const postgres = await startPostgres();
    cleanUp.push(() => postgres.stop());
    const service = await ServiceProcess.start(emulator, { DATABASE_URL: `${postgres.url}/postgres` });
    cleanUp.push(() => service.stop());
    const applicants = new Applicants(emulator, [service.url]);

    await strikeDuring(applicants, async () => {
      postgres.kill();
      await postgres.restart();
    });

    expect(applicants.discrepancies()).toEqual([]);
    expect(await service.status('/health/ready')).toBe(200);
  }, 180_000);
});
