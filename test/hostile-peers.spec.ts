import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fetchClientToken } from '../emulator/client-token.js';
import { sendRaw } from './support/raw-http.js';
import { until } from './support/until.js';
import { tallyClient, tallyScope } from './tally/tally.client.js';
import { TallyStage } from './tally/tally-stage.js';

describe('a peer that sends half, or reads nothing,', () => {
  let stage: TallyStage;
  let dialogId: string;
  const peers: Socket[] = [];

  beforeAll(async () => {
    stage = await TallyStage.set();
    await stage.addService();
    dialogId = await stage.open();
  });

  afterAll(async () => {
    for (const socket of peers) socket.destroy();
    await stage.clear();
  });

  const port = () => Number(new URL(stage.services[0]!.url).port);

  /** A peer that never closes its side by itself. */
  async function peer(bytes: string): Promise<Socket> {
    const socket = connect({ port: port(), host: '127.0.0.1', allowHalfOpen: true });
    peers.push(socket.on('error', () => undefined));
    await new Promise<void>((resolve) => void socket.write(bytes, () => resolve()));
    return socket;
  }

  const halfBody = (path: string, token: string) =>
    [
      `POST ${path} HTTP/1.1`,
      'Host: x',
      `Authorization: Bearer ${token}`,
      'Idempotency-Key: one',
      'Content-Type: application/json',
      'Content-Length: 100',
      '',
      '{"a',
    ].join('\r\n');

  const countOf = async (route: string): Promise<number> => {
    const metrics = await (await fetch(`${stage.services[0]!.url}/metrics`)).text();
    const lines = metrics.split('\n').filter((line) => line.startsWith('http_request_duration_seconds_count'));
    return lines
      .filter((line) => line.includes(`route="${route}"`))
      .reduce((sum, line) => sum + Number(line.split(' ')[1]), 0);
  };

  it('makes no other request of its organisation wait, with eight halves of a body or with eighty', async () => {
    const token = await fetchClientToken(stage.emulator.url, tallyClient, tallyScope);
    const closed: number[] = [];
    for (let index = 0; index < 80; index += 1) {
      const socket = await peer(halfBody('/service-owner/dialogs', token));
      socket
        .resume()
        .once('close', () => closed.push(index))
        .once('end', () => socket.end());
      if (index === 7) expect(await stage.here(dialogId)).toMatchObject({ dialogId });
    }
    expect(await stage.here(dialogId)).toMatchObject({ dialogId });
    expect((await stage.asServiceOwner('POST', `/service-owner/tallies/${dialogId}/close`)).status).toBeLessThan(300);
    // Those that have taken longest have given way.
    await until(() => closed.length === 16);
    expect(closed.toSorted((a, b) => a - b)).toEqual([...Array(16).keys()]);
  });

  it('makes no other request of the same user wait', async () => {
    const another = await stage.open();
    const token = stage.token(another);
    for (let index = 0; index < 16; index += 1) await peer(halfBody(`/tallies/${another}/add`, token));
    expect((await stage.count(another)).status).toBe(204);
  });

  it('has one answer made for each connection, however many it asks for', async () => {
    const before = await countOf('/docs-json');
    const asking = await Promise.all(
      Array.from({ length: 50 }, () => peer('GET /docs-json HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(100))),
    );
    let closed = 0;
    for (const socket of asking)
      socket
        .resume()
        .once('close', () => (closed += 1))
        .once('end', () => socket.end());
    await until(() => closed === 50);
    expect((await fetch(`${stage.services[0]!.url}/health/live`)).status).toBe(200);
    expect((await countOf('/docs-json')) - before).toBeLessThanOrEqual(50);
  });

  it('is in the log, by a pseudonym, with what was wrong', async () => {
    const { status, headers } = await sendRaw(stage.services[0]!.url, 'nonsense\r\n\r\n');
    expect([status, headers['x-content-type-options'], headers['referrer-policy']]).toEqual([
      400,
      'nosniff',
      'no-referrer',
    ]);
    const { log } = stage.services[0]!;
    await until(() => log.some((line) => line.includes('a connection was given up')));
    const line = log.find((each) => each.includes('a connection was given up'))!;
    expect(JSON.parse(line)).toMatchObject({
      problem: 'invalid-request',
      caller: expect.stringMatching(/^address \S{16}$/),
    });
    expect(line).not.toContain('127.0.0.1');
  });
});
