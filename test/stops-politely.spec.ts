import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApp } from '../src/app.js';
import { loadSettings, localSettingsOf } from '../src/config/load-settings.js';
import { createLogger } from '../src/logging/logger.js';
import { problemIn } from './support/problems.js';
import { freePort } from './support/postgres-server.js';
import { tallyFeature } from './tally/index.js';
import { TallyStage } from './tally/tally-stage.js';
import { until } from './support/until.js';

const origin = 'https://af.altinn.no';

describe('a service that is told to stop', () => {
  let stage: TallyStage;

  beforeAll(async () => {
    stage = await TallyStage.set();
  });
  afterAll(() => stage.clear());

  it('says at once that it is not ready, serves requests for the delay, ends their connections, and then stops', async () => {
    const service = await stage.addProcess({ SHUTDOWN_DELAY_MS: '8000' });
    const id = await stage.open();

    const stopped = service.terminate();
    await until(async () => (await service.status('/health/ready')) === 503);
    const counted = await stage.count(id);

    expect(counted.status).toBe(204);
    expect(counted.headers.get('Connection')).toBe('close');
    expect(await service.status('/health/live')).toBe(200);
    expect(await service.status('/health/ready')).toBe(503);
    const ms = await stopped;
    expect(ms).toBeGreaterThanOrEqual(8_000);
    expect(ms).toBeLessThan(8_000 + 10_000);
    expect(await service.status('/health/live')).toBeUndefined();
    stage.services.pop();
  });

  it('does not wait any longer when it is told so a second time', async () => {
    const service = await stage.addProcess({ SHUTDOWN_DELAY_MS: '60000' });
    void service.terminate();
    await until(async () => (await service.status('/health/ready')) === 503);

    expect(await service.terminate()).toBeLessThan(10_000);
    stage.services.pop();
  });

  it('tells a late caller to come again, in a problem document that the portal may read', async () => {
    const port = await freePort();
    const settings = loadSettings(
      {
        NODE_ENV: 'test',
        HOST: '127.0.0.1',
        PORT: String(port),
        DATABASE_URL: stage.databaseUrl,
        DIALOGPORTEN_BASE_URL: `${stage.emulator.url}/dialogporten`,
        MASKINPORTEN_ISSUER: `${stage.emulator.url}/maskinporten/`,
      },
      localSettingsOf([tallyFeature]),
    );
    const app = await createApp(settings, createLogger('silent'), [tallyFeature]);
    const late: Response[] = [];
    // Once it is closing, and just before the port is closed.
    app
      .getHttpAdapter()
      .getInstance()
      .addHook('preClose', async () => {
        for (const path of ['/tallies/x/embed', '/nowhere', '/health/live', '/health/ready']) {
          late.push(await fetch(`http://127.0.0.1:${port}${path}`, { headers: { Origin: origin } }));
        }
      });
    await app.listen(port, '127.0.0.1');

    await app.close();

    const [embed, nowhere, live, ready] = late as [Response, Response, Response, Response];
    for (const answer of [embed, nowhere]) {
      await problemIn(answer, 503, 'unavailable');
      expect(answer.headers.get('Retry-After')).toBe('1');
      expect(answer.headers.get('Connection')).toBe('close');
      expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(origin);
    }
    expect(live.status).toBe(200);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ status: 'not-ready' });
  });
});
