import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Emulator, startEmulator } from '../../emulator/emulator.js';
import { samplePolicy } from '../../emulator/sample/policy.js';
import { Parties } from './support/parties.js';
import { startPostgres } from '../support/postgres-server.js';
import { ServiceProcess } from '../support/service-process.js';
import { strikeDuring } from './support/strikes.js';
import { until } from '../support/until.js';

const rounds = 20;

describe('when the database goes', () => {
  let emulator: Emulator;
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  let service: ServiceProcess;
  let parties: Parties;

  beforeAll(async () => {
    emulator = await startEmulator({ policy: samplePolicy });
    postgres = await startPostgres({ settings: 'durable' });
    service = await ServiceProcess.start(emulator, { DATABASE_URL: `${postgres.url}/postgres` });
    parties = new Parties(emulator, service);
  });

  afterAll(async () => {
    await service.stop();
    await postgres.stop();
    await emulator.stop();
  });

  it('refuses with 503 and Retry-After, tells that it is not ready, and recovers by itself', async () => {
    const id = await parties.openDialog();
    const token = await parties.tokenOf('daglig-leder', id);
    postgres.kill();
    await until(async () => (await service.status('/health/ready')) === 503);

    const refused = await parties.press('confirm', id, token);
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ type: 'urn:problem:unavailable', status: 503 });
    expect((await parties.embed(id, token)).status).toBe(503);
    expect(await service.status('/health/live')).toBe(200);
    expect(await service.status('/metrics')).toBe(200);
    expect(emulator.dialogs.get(id)?.status).toBe('RequiresAttention');

    await postgres.restart();
    await until(async () => (await service.status('/health/ready')) === 200);
    expect((await parties.press('confirm', id, token)).status).toBe(204);
    expect(emulator.dialogs.get(id)?.status).toBe('Draft');
  });

  it(`makes what it accepted, each action once, though the database is killed ${rounds} times`, async () => {
    const strike = async () => {
      postgres.kill();
      await postgres.restart();
    };
    const applicants = await strikeDuring(emulator, service.url, { rounds, strike });
    expect(applicants.discrepancies()).toEqual([]);
    expect(await service.status('/health/ready')).toBe(200);
  });
});
