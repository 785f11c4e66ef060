import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as outage } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Emulator, startEmulator } from '../emulator/emulator.js';
import { Applicants } from './support/applicants.js';
import { startService, type TestService } from './support/service.js';

const outageMs = 10_000;
const actions = 500;

describe('an outage of Dialogporten', () => {
  let emulator: Emulator;
  let service: TestService;
  let folder: string | undefined;

  afterEach(async () => {
    await service.stop();
    await emulator.stop();
    if (folder !== undefined) await rm(folder, { recursive: true });
    folder = undefined;
  });

  it.each([['PostgreSQL'], ['the embedded database']])(
    `on %s: ${actions} actions are all answered 202, and each is made once, within 10 seconds of its end`,
    async (database) => {
      if (database !== 'PostgreSQL') folder = await mkdtemp(join(tmpdir(), 'provider-'));
      emulator = await startEmulator();
      service = await startService(emulator, folder === undefined ? {} : { DATA_DIR: folder });
      const applicants = new Applicants(emulator, [service.url]);
      const ids = await applicants.open(actions);
      await applicants.untilAllArrived();

      await emulator.pause();
      const end = outage(outageMs);
      const statuses: number[] = [];
      const waiting = [...ids];
      const pressNext = async () => {
        for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
          statuses.push(await applicants.press(id, 'confirm', applicants.tokenFor(id)));
        }
      };
      await Promise.all(Array.from({ length: 16 }, pressNext));
      expect(statuses).toEqual(Array.from({ length: actions }, () => 202));
      await end;
      await emulator.resume();

      await applicants.untilAllArrived(10_000);
      expect(applicants.discrepancies()).toEqual([]);
    },
    90_000,
  );
});
