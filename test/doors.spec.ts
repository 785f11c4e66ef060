import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, type Socket } from 'node:net';
import { freePort } from './support/postgres-server.js';
import { problemIn, refusalIn } from './support/problems.js';
import { sendRaw } from './support/raw-http.js';
import { until } from './support/until.js';
import { TallyStage } from './tally/tally-stage.js';

const portal = 'https://af.altinn.no';
const another = 'urn:altinn:person:identifier-no:21848510170';

describe('the doors of the service', () => {
  let stage: TallyStage;
  let dialogId: string;

  beforeAll(async () => {
    stage = await TallyStage.set();
    await stage.addService();
    dialogId = await stage.open();
  });

  afterAll(() => stage.clear());

  const at = () => stage.services[0]!;
  const embed = (token: string, headers: Record<string, string> = {}) =>
    fetch(`${at().url}/tallies/${dialogId}/embed`, { headers: { Authorization: `Bearer ${token}`, ...headers } });

  /** A request as it goes over the wire, line by line. */
  function wire(...lines: string[]): string {
    return lines.join('\r\n');
  }

  function send(bytes: string): Socket {
    const socket = connect(Number(new URL(at().url).port), '127.0.0.1');
    socket.write(bytes);
    return socket;
  }

  async function statusOn(socket: Socket): Promise<number> {
    let received = '';
    for await (const chunk of socket) {
      received += String(chunk);
      if (received.includes('\r\n')) break;
    }
    return Number(received.split(' ')[1]);
  }

  const add = (token: string | undefined, ...rest: string[]) =>
    wire(
      `POST /tallies/${dialogId}/add HTTP/1.1`,
      'Host: x',
      ...(token === undefined ? [] : [`Authorization: Bearer ${token}`]),
      'Content-Type: application/json',
      ...rest,
    );

  it('let in a token of just under 16 000 characters, beside all that a browser sends', async () => {
    const token = stage.token(dialogId, { a: 'read', e: ['x'.repeat(11_200)] });
    expect(token.length).toBeGreaterThan(15_500);
    const answer = await embed(token, { 'User-Agent': 'x'.repeat(2_000), Cookie: 'x'.repeat(4_000) });
    expect(answer.status).toBe(200);
  });

  it.each<[string, string[]]>([
    ['half of its body', ['Content-Length: 100', '', '{"amo']],
    ['the first chunk of its body', ['Transfer-Encoding: chunked', '', '5\r\n{"amo']],
    ['nothing of its body', ['Content-Length: 60000', '', '']],
    ['a body that is too large', ['Content-Length: 600000', '', '']],
    ['a body that is no JSON', ['Content-Length: 1', '', '{']],
  ])('turn away a caller without a good token who has sent %s', async (_what, rest) => {
    for (const token of [undefined, 'x', `${stage.token(dialogId)}x`]) {
      const socket = send(add(token, ...rest));
      expect(await statusOn(socket)).toBe(401);
    }
  });

  it('turn away a stranger to the service owner’s routes who has sent half of a body', async () => {
    const lines = ['POST /service-owner/dialogs HTTP/1.1', 'Host: x', 'Content-Type: application/json'];
    expect(await statusOn(send(wire(...lines, 'Content-Length: 100', '', '{"par')))).toBe(401);
  });

  it.each<[string, number, () => string]>([
    ['two Authorization headers', 401, () => add(`${stage.token(dialogId)}\r\nAuthorization: Bearer x`, '', '')],
    ['two Host headers', 400, () => add(stage.token(dialogId), 'Host: y', '', '')],
    ['no Host header', 400, () => wire(`GET /tallies/${dialogId}/embed HTTP/1.1`, 'Connection: close', '', '')],
    ['a packed body', 415, () => add(stage.token(dialogId), 'Content-Encoding: gzip', 'Content-Length: 2', '', '{}')],
    ['another method', 404, () => wire(`PATCH /tallies/${dialogId}/add HTTP/1.1`, 'Host: x', '', '')],
    ['a method that asks for nothing', 404, () => add(stage.token(dialogId), '', '').replace('POST', 'TRACE')],
    ['a path with half a character', 400, () => wire('GET /tallies/%E0%A4%A HTTP/1.1', 'Host: x', '', '')],
    ['a path with a NUL', 404, () => wire('GET /tallies/%00 HTTP/1.1', 'Host: x', '', '')],
    ['a path of 30 000 characters', 404, () => wire(`GET /${'a/'.repeat(15_000)} HTTP/1.1`, 'Host: x', '', '')],
    [
      'an id of 30 000 characters',
      414,
      () => wire(`GET /tallies/${'a'.repeat(30_000)}/embed HTTP/1.1`, 'Host: x', '', ''),
    ],
  ])('answer %s with %d, and never with our own fault', async (_what, status, bytes) => {
    const answer = await sendRaw(at().url, bytes().replace('\r\nHost', '\r\nConnection: close\r\nHost'));
    expect([answer.status, answer.headers['content-type']]).toEqual([
      status,
      'application/problem+json; charset=utf-8',
    ]);
  });

  it('answer OPTIONS to every caller', async () => {
    const path = `${at().url}/tallies/${dialogId}/count`;
    expect((await fetch(path, { method: 'OPTIONS' })).status).toBe(204);
  });

  it('pass over what they are expected to do, and say that they are no proxy', async () => {
    const expecting = wire('GET / HTTP/1.1', 'Host: x', 'Expect: the-unexpected', 'Connection: close', '', '');
    expect((await sendRaw(at().url, expecting)).status).toBe(200);
    const { status, headers, body } = await sendRaw(at().url, wire('CONNECT x:443 HTTP/1.1', 'Host: x', '', ''));
    expect([status, headers['content-type']]).toEqual([400, 'application/problem+json; charset=utf-8']);
    expect(JSON.parse(body)).toMatchObject({ type: 'urn:problem:invalid-request', status: 400 });
  });

  it('take a press from a client that names JSON as the type of everything it sends, be it nothing', async () => {
    const headers = { 'Content-Type': 'application/json' };
    expect((await stage.count(dialogId, { headers })).status).toBeLessThan(300);
    expect(await refusalIn(await stage.asServiceOwner('POST', '/service-owner/dialogs', undefined, { headers }))).toBe(
      '400 invalid-request',
    );
  });

  it.each(['constructor', 'toString', 'hasOwnProperty', '__proto__', 'prototype', 'valueOf', 'a\0b', '\ud800'])(
    'refuse a body with the unknown field %p',
    async (field) => {
      const answer = await fetch(`${at().url}/tallies/${dialogId}/add`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${stage.token(dialogId)}`, 'Content-Type': 'application/json' },
        body: `{"amount":1,${JSON.stringify(field)}:1}`,
      });
      expect(await refusalIn(answer)).toBe('400 invalid-request');
    },
  );

  it('tell of fifty wrong fields at the most, however many there are', async () => {
    const fields = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`f${index}`, 1]));
    const answer = await stage.asServiceOwner('POST', '/service-owner/dialogs', { party: another, ...fields });
    const { errors } = await problemIn(answer, 400, 'invalid-request');
    expect(errors).toHaveLength(50);
    const thousands = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`f${index}`, 1]));
    expect(await refusalIn(await stage.asServiceOwner('POST', '/service-owner/dialogs', thousands))).toBe(
      '400 invalid-request',
    );
  });

  it('say what a browser may do with every answer', async () => {
    const answers = [
      await embed(stage.token(dialogId)),
      await embed('x'),
      await stage.count(dialogId),
      await stage.asServiceOwner('GET', `/service-owner/dialogs/${dialogId}`),
      await fetch(`${at().url}/docs`),
      await fetch(`${at().url}/nowhere`),
      await fetch(`${at().url}/health/ready`),
    ];
    for (const { headers } of answers) {
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
      expect(headers.get('Referrer-Policy')).toBe('no-referrer');
      expect(headers.get('Cache-Control')).toContain('no-store');
      expect(headers.get('Content-Security-Policy')).toContain("frame-ancestors 'none'");
      expect(headers.has('Strict-Transport-Security')).toBe(false);
    }
  });

  it('log a refused token with its kind and reason, and not the token', async () => {
    const token = stage.token(dialogId, { exp: 1_000_000_000 });
    await embed(token);
    await fetch(`${at().url}/service-owner/dialogs/${dialogId}`, { headers: { Authorization: `Bearer ${token}` } });
    const lines = at().log.filter((line) => line.includes('a token was refused'));
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ level: 'info', problem: 'invalid-token', reason: 'the token has expired' }),
        expect.objectContaining({
          level: 'info',
          problem: 'invalid-token',
          reason: 'the key is not one of the issuer',
        }),
      ]),
    );
    expect(lines.join()).not.toContain(token.slice(0, 20));
  });

  it('let another user read while one sends hundreds of writes to one dialog at once', async () => {
    const before = (await stage.here(dialogId))['count'] as number;
    const writes = Array.from({ length: 400 }, () => stage.count(dialogId).then(({ status }) => status));
    const reads: number[] = [];
    const written = Promise.all(writes);
    const token = stage.token(dialogId, { c: another });
    for (let read = 0; read < 20; read += 1) reads.push((await embed(token)).status);
    expect(new Set(reads)).toEqual(new Set([200]));
    // On a slow machine the last ones do not get their turn in time: they are told so, and are not made.
    for (const status of await written) expect([202, 204, 503]).toContain(status);
    const made = (await written).filter((status) => status !== 503).length;
    expect(made).toBeGreaterThan(0);
    expect((await stage.here(dialogId))['count']).toBe(before + made);
  });

  it('forget the turn of those who hang up', async () => {
    const lines = [`POST /tallies/${dialogId}/count HTTP/1.1`, 'Host: x'];
    for (let round = 0; round < 30; round += 1) {
      send(wire(...lines, `Authorization: Bearer ${stage.token(dialogId)}`, 'Content-Length: 5', '', '{"a')).destroy();
      send(wire(...lines, `Authorization: Bearer ${stage.token(dialogId)}`, '', '')).destroy();
    }
    expect((await stage.count(dialogId)).status).toBe(204);
  });
});

describe('with a limit of five requests a minute', () => {
  let stage: TallyStage;
  let dialogId: string;

  beforeAll(async () => {
    stage = await TallyStage.set({ RATE_LIMIT_PER_MINUTE: '5' });
    await stage.addService();
    dialogId = await stage.open();
  });

  afterAll(() => stage.clear());

  const embed = (token: string) =>
    fetch(`${stage.services[0]!.url}/tallies/${dialogId}/embed`, {
      headers: { Authorization: `Bearer ${token}`, Origin: portal },
    });

  it('a user is told to wait after five, with any of their tokens, and no other user is', async () => {
    for (let request = 0; request < 5; request += 1) expect((await embed(stage.token(dialogId))).status).toBe(200);
    const answer = await embed(stage.token(dialogId));
    expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(portal);
    expect(await refusalIn(answer)).toBe('429 rate-limited');
    expect((await embed(stage.token(dialogId, { c: another }))).status).toBe(200);
  });

  it('a stranger is too, by address, and uses up no user’s requests, least of all by naming them', async () => {
    const owner = 'urn:altinn:person:identifier-no:08895699684';
    const forged = () => `${stage.token(dialogId, { c: owner }).slice(0, -40)}${'A'.repeat(40)}`;
    const statuses = [];
    for (let request = 0; request < 8; request += 1) statuses.push((await embed(forged())).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
    expect((await fetch(`${stage.services[0]!.url}/nowhere`)).status).toBe(429);
    expect((await fetch(`${stage.services[0]!.url}/health/live`)).status).toBe(200);
    expect((await embed(stage.token(dialogId, { c: owner }))).status).toBe(200);
  });
});

describe('with a port for operations', () => {
  let stage: TallyStage;
  let port: number;

  beforeAll(async () => {
    port = await freePort();
    stage = await TallyStage.set({ OPERATIONS_PORT: String(port) });
    await stage.addService();
  });

  afterAll(() => stage.clear());

  it.each(['/health/live', '/health/ready', '/metrics', '/docs', '/docs-json'])(
    '%s answers there, and not on the public port',
    async (path) => {
      expect((await fetch(`http://127.0.0.1:${port}${path}`)).status).toBe(200);
      expect(await refusalIn(await fetch(stage.services[0]!.url + path))).toBe('404 not-found');
    },
  );

  it('nothing else answers there', async () => {
    const dialogId = await stage.open();
    const headers = { Authorization: `Bearer ${stage.token(dialogId)}` };
    const path = `/tallies/${dialogId}/embed`;
    expect((await fetch(stage.services[0]!.url + path, { headers })).status).toBe(200);
    expect(await refusalIn(await fetch(`http://127.0.0.1:${port}${path}`, { headers }))).toBe('404 not-found');
  });

  it('a port that is taken stops the start', async () => {
    await expect(stage.addService()).rejects.toThrow(/EADDRINUSE/);
  });
});

describe('a service that is told to stop', () => {
  it('answers what has come in whole, and waits for nothing that has not', async () => {
    const stage = await TallyStage.set();
    try {
      const service = await stage.addService();
      const dialogId = await stage.open();
      const port = Number(new URL(service.url).port);
      const closed: string[] = [];
      const token = stage.token(dialogId);
      const beginnings = {
        'nothing at all': '',
        'half a header': 'GET / HTTP/1.1\r\nHo',
        'half a body': `POST /tallies/${dialogId}/add HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"a`,
      };
      for (const [name, bytes] of Object.entries(beginnings)) {
        const socket = connect(port, '127.0.0.1');
        socket.on('error', () => {}).on('close', () => closed.push(name));
        await new Promise<void>((resolve) => socket.once('connect', resolve));
        if (bytes !== '') await new Promise<void>((resolve) => void socket.write(bytes, () => resolve()));
      }
      await fetch(`${service.url}/health/live`);
      stage.emulator.faults.set([{ match: 'PUT /dialogporten', latencyMs: 300 }]);
      const counted = stage.count(dialogId);
      await until(() => stage.emulator.requests.list().some(({ method }) => method === 'PUT'));
      const stopped = service.stop();
      expect([202, 204]).toContain((await counted).status);
      await stopped;
      await until(() => closed.length === 3);
    } finally {
      await stage.clear();
    }
  });
});
