import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { problemIn } from './support/problems.js';
import type { ServiceProcess } from './support/service-process.js';
import { SilentProxy } from './support/silent-proxy.js';
import { until } from './support/until.js';
import { TallyStage } from './tally/tally-stage.js';

/** So long at the most does the service wait: for a connection, and then for an answer on it. */
const serviceWaitsMs = 2_000 + 6_000;

/** Margin for a busy machine. */
const answerWithinMs = serviceWaitsMs + 15_000;

describe('when the network swallows what goes to the database and back', () => {
  let stage: TallyStage;
  let proxy: SilentProxy;
  let service: ServiceProcess;
  let id: string;

  beforeAll(async () => {
    stage = await TallyStage.set();
    proxy = await SilentProxy.start(stage.databaseUrl);
    service = await stage.addProcess({ DATABASE_URL: proxy.url, LOG_LEVEL: 'warn' });
    id = await stage.open();
  });

  afterAll(async () => {
    await stage.clear();
    await proxy.stop();
  });

  const embed = () =>
    fetch(`${service.url}/tallies/${id}/embed`, {
      headers: { Authorization: `Bearer ${stage.token(id)}` },
      signal: AbortSignal.timeout(answerWithinMs),
    });

  it('answers 503 while clients still wait, makes no connection wait for another, and recovers by itself', async () => {
    // As many connections as the service has: each of them is dead afterwards.
    await Promise.all(Array.from({ length: 20 }, embed));
    proxy.fallSilent();
    const answers = await Promise.all(Array.from({ length: 20 }, embed));
    for (const answer of answers) {
      expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
      await problemIn(answer, 503, 'unavailable');
    }
    await until(async () => (await service.status('/health/ready')) === 503, answerWithinMs);
    expect(await service.status('/health/live')).toBe(200);

    proxy.recover();
    await until(async () => (await stage.count(id)).status === 204);
    const after = await Promise.all(Array.from({ length: 20 }, embed));
    expect(after.map(({ status }) => status)).toEqual(after.map(() => 200));
  });

  it('stops within 10 seconds when it is told to, with any work under way', async () => {
    proxy.fallSilent();
    const requests = Array.from({ length: 20 }, () => embed().catch(() => undefined));
    const halfSent = connect(Number(new URL(service.url).port), '127.0.0.1');
    halfSent.on('error', () => undefined);
    halfSent.write(`POST /tallies/${id}/count HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n`);
    await once(halfSent, 'connect');
    expect(await service.terminate()).toBeLessThan(10_000);
    await Promise.all(requests);
    halfSent.destroy();
    proxy.recover();
    await service.startAgain();
    expect((await stage.count(id)).status).toBe(204);
  });
});
