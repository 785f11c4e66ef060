import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { until } from '../../test/support/until.js';
import { securityHeaderList } from './security-headers.js';
import { type GivenUp, type HttpServerOptions, httpServers } from './server.js';

const headers = securityHeaderList(true);
const mebibyte = 1024 * 1024;
const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

describe('the server', () => {
  let server: Server;
  const peers: Socket[] = [];
  const ours = new Set<Socket>();
  const givenUp: GivenUp[] = [];
  const handled: string[] = [];

  async function start(
    handle: (request: IncomingMessage, response: ServerResponse) => void,
    options: Partial<HttpServerOptions> = {},
  ): Promise<void> {
    server = httpServers({ headers, onGivenUp: (each) => givenUp.push(each), ...options })((request, response) => {
      handled.push(request.url ?? '');
      handle(request, response);
    });
    server.on('connection', (socket) => {
      ours.add(socket);
      socket.once('close', () => ours.delete(socket));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }

  afterEach(async () => {
    for (const socket of peers.splice(0)) socket.destroy();
    for (const list of [givenUp, handled]) list.length = 0;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  /** A peer that never closes its side by itself, and reads nothing unless it is told to. */
  function peer(bytes: string): Socket {
    const { port } = server.address() as AddressInfo;
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).pause();
    socket.on('error', () => undefined).write(bytes);
    peers.push(socket);
    return socket;
  }

  const echo = (request: IncomingMessage, response: ServerResponse): void => {
    request.resume().on('end', () => response.end(request.url));
  };

  describe('gives up a peer that', () => {
    it.each([
      ['sends half of a body', 'POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"a', 408, '/x'],
      ['sends half of a header', 'GET /x HTTP/1.1\r\nHo', 408, undefined],
      ['sends no HTTP', '\r\n\r\nhello there\r\n\r\n', 400, undefined],
      ['sends headers without end', `GET / HTTP/1.1\r\nA: ${'x'.repeat(40_000)}`, 431, undefined],
      ['takes us for a proxy', 'CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n', 400, undefined],
    ])('%s, and destroys the connection though the peer leaves it open', async (_what, bytes, status, url) => {
      await start(echo, { timeouts: { headers: 50, request: 100, betweenLooks: 20, lingering: 50 } });
      const answer = await text(peer(bytes).resume());
      expect(answer.split('\r\n', 1)[0]).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      for (const [name, value] of headers) expect(answer).toContain(`\r\n${name}: ${value}\r\n`);
      await until(() => ours.size === 0);
      if (url !== undefined) expect(givenUp).toMatchObject([{ problem: 'request-timeout', request: { url } }]);
      expect(givenUp.every(({ address }) => address === '127.0.0.1')).toBe(true);
    });

    it('sends nothing at all, without telling of it', async () => {
      await start(echo, { timeouts: { headers: 50, request: 100, betweenLooks: 20, lingering: 50 } });
      peer('').resume();
      await until(() => ours.size === 1);
      await until(() => ours.size === 0);
      expect(givenUp).toEqual([]);
    });

    it('does not read its answer, after a time that grows with the length of the answer', async () => {
      const answer = Buffer.alloc(32 * mebibyte);
      const limits = { takingMs: 0, takingMsPerKibibyte: 0.01, betweenLooksMs: 10 };
      await start((_request, response) => response.setHeader('Content-Length', answer.length).end(answer), {
        pipelines: limits,
      });
      peer(get('/'));
      await until(() => handled.length === 1);
      const startedAt = Date.now();
      await until(() => ours.size === 0);
      expect(Date.now() - startedAt).toBeGreaterThan(300);
    });
  });

  it('still answers a request of before it was suspended, and gives up what is not answered for as long again', async () => {
    await start(
      (request, response) => {
        if (request.url === '/late') setTimeout(() => response.end(request.url), 300);
      },
      { timeouts: { inactivity: 200, keepAlive: 1 } },
    );
    const answers = ['/late', '/never'].map((path) => text(peer(get(path)).resume()));
    expect(await Promise.all(answers)).toEqual([expect.stringMatching(/\/late$/), '']);
    await until(() => ours.size === 0);
  });

  it('answers what a peer pipelines in its order, one after the other', async () => {
    await start(echo);
    const asking = peer([...Array(16).keys()].map((index) => get(`/${index}`)).join(''));
    let received = '';
    asking.on('data', (chunk) => (received += String(chunk))).resume();
    await until(() => received.endsWith('/15'));
    expect([...received.matchAll(/\r\n\r\n(\/\d+)/g)].map(([, path]) => path)).toEqual(handled);
    expect(handled).toHaveLength(16);
    expect(ours.size).toBe(1);
  });

  it('handles one request of a connection at a time, and cuts the connection on which hundreds wait', async () => {
    const waiting: ServerResponse[] = [];
    await start((_request, response) => waiting.push(response));
    for (let connection = 0; connection < 50; connection += 1) peer(get('/docs-json').repeat(500));
    await until(() => handled.length === 50 && ours.size === 0);
    expect(waiting).toHaveLength(50);
  });

  it('begins no further answer while a peer does not read the one before', async () => {
    const answer = Buffer.alloc(16 * mebibyte);
    await start((_request, response) => response.setHeader('Content-Length', answer.length).end(answer));
    const silent = peer(get('/').repeat(10));
    await until(() => handled.length === 1);
    // Any other handling would be done by the time that another connection is answered.
    const reading = peer(get('/'));
    let received = 0;
    reading.on('data', (chunk) => (received += chunk.length)).resume();
    await until(() => received >= answer.length);
    expect(handled).toHaveLength(2);
    const written = [...ours].map(({ writableLength }) => writableLength);
    expect(Math.max(...written)).toBeLessThan(17 * mebibyte);
    silent.resume();
    await until(() => handled.length === 11);
  });

  it('does not answer what follows a request in the place of that request', async () => {
    let answered: ServerResponse | undefined;
    await start((_request, response) => (answered = response));
    const received = text(peer(`${get('/')}nonsense\r\n\r\n`).resume());
    await until(() => answered !== undefined && ours.size === 0);
    expect(await received).toBe('');
  });
});
