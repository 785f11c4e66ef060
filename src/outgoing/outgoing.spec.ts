import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import { aging } from './outgoing.js';

it('a kept-alive connection is used again for a minute, and not for longer', async () => {
  let connections = 0;
  const server = createServer((_request, response) => response.end('there')).on('connection', () => (connections += 1));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  let now = 0;
  const agent = aging(new Agent({ keepAlive: true }), () => now);
  const ask = async () => {
    const { port } = server.address() as AddressInfo;
    const [response] = (await once(get({ port, host: '127.0.0.1', agent }), 'response')) as [IncomingMessage];
    await once(response.resume(), 'close');
    await new Promise(setImmediate);
    return connections;
  };
  try {
    expect(await ask()).toBe(1);
    now = 59_999;
    expect(await ask()).toBe(1);
    now = 60_000;
    expect(await ask()).toBe(1);
    expect(await ask()).toBe(2);
    expect(await ask()).toBe(2);
  } finally {
    agent.destroy();
    server.close();
  }
});
