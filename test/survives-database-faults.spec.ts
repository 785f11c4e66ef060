import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPostgres } from './support/postgres-server.js';
import type { ServiceProcess } from './support/service-process.js';
import { until } from './support/until.js';
import { strikeDuring } from './tally/strikes.js';
import { TallyStage } from './tally/tally-stage.js';

const rounds = 20;

describe('when the database goes', () => {
  let stage: TallyStage;
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  let service: ServiceProcess;

  beforeAll(async () => {
    postgres = await startPostgres({ settings: 'durable' });
    stage = await TallyStage.set({ DATABASE_URL: `${postgres.url}/postgres` });
    service = await stage.addProcess();
  });

  afterAll(async () => {
    await stage.clear();
    await postgres.stop();
  });

  it('refuses with 503 and Retry-After, tells that it is not ready, and recovers by itself', async () => {
    const id = await stage.open();
    const token = stage.token(id);
    postgres.kill();
    await until(async () => (await service.status('/health/ready')) === 503);

    const refused = await stage.count(id, { token });
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ type: 'urn:problem:unavailable', status: 503 });
    expect((await stage.embed(id, { token })).status).toBe(503);
    expect(await service.status('/health/live')).toBe(200);
    expect(await service.status('/metrics')).toBe(200);
    expect(stage.countedThere(id)).toBe(0);

    await postgres.restart();
    await until(async () => (await service.status('/health/ready')) === 200);
    expect((await stage.count(id, { token })).status).toBe(204);
    expect(stage.countedThere(id)).toBe(1);
  });

  it(`makes what it accepted, each action once, though the database is killed ${rounds} times`, async () => {
    const strike = async () => {
      postgres.kill();
      await postgres.restart();
    };
    const keepers = await strikeDuring(stage, { rounds, strike });
    expect(keepers.discrepancies()).toEqual([]);
    expect(await service.status('/health/ready')).toBe(200);
  });
});
