import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createSigningKey } from '../testing/index.js';
import { keySource } from './authorization-server.js';

const { jwk } = createSigningKey();
const metadataPath = '/dialogporten/api/v1/.well-known/oauth-authorization-server';
const jwksPath = '/dialogporten/api/v1/.well-known/jwks.json';

describe('the key source', () => {
  let server: Server;
  let origin: string;
  let routes: Record<string, (request: IncomingMessage, response: ServerResponse) => unknown>;

  beforeEach(async () => {
    server = createServer((request, response) => (routes[request.url ?? ''] ?? notFound)(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    routes = {
      [metadataPath]: json({ issuer: 'the-issuer', jwks_uri: origin + jwksPath }),
      [jwksPath]: json({ keys: [jwk] }),
    };
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  function fetchKeys({ timeoutMs = 5000, signal = new AbortController().signal } = {}): Promise<unknown> {
    return keySource({ metadataUrl: origin + metadataPath, issuer: 'the-issuer', timeoutMs, fetch })(signal);
  }

  it('finds the keys where the metadata of the issuer says', async () => {
    await expect(fetchKeys()).resolves.toEqual([jwk]);
  });

  it.each(['another-issuer', 'the-issuer/', undefined, null])(
    'refuses the metadata of the issuer %j',
    async (issuer) => {
      routes[metadataPath] = json({ issuer, jwks_uri: origin + jwksPath });
      await expect(fetchKeys()).rejects.toThrow(/names (another|no) issuer/);
    },
  );

  it('names the issuer that it found, and says where only the slash at the end differs', async () => {
    routes[metadataPath] = json({ issuer: 'the-issuer/', jwks_uri: origin + jwksPath });
    await expect(fetchKeys()).rejects.toThrow(
      'names another issuer, "the-issuer/", than the one expected, "the-issuer": they differ in the slash at the end',
    );
    routes[metadataPath] = json({ issuer: `\n${'x'.repeat(10_000)}`, jwks_uri: origin + jwksPath });
    await expect(fetchKeys()).rejects.toThrow(
      new RegExp(`names another issuer, "\\\\nx{199}", than the one expected, "the-issuer"$`),
    );
  });

  it.each([undefined, 7, 'jwks.json', 'ftp://127.0.0.1/jwks.json', 'file:///etc/passwd'])(
    'refuses the key set location %j',
    async (jwksUri) => {
      routes[metadataPath] = json({ issuer: 'the-issuer', jwks_uri: jwksUri });
      await expect(fetchKeys()).rejects.toThrow('"jwks_uri" is not');
    },
  );

  it('refuses a redirect', async () => {
    routes[jwksPath] = (_, response) => response.writeHead(302, { Location: '/elsewhere' }).end();
    routes['/elsewhere'] = json({ keys: [jwk] });
    await expect(fetchKeys()).rejects.toThrow('fetch failed');
  });

  it('refuses an answer that is too large', async () => {
    routes[jwksPath] = json({ keys: [jwk], padding: 'x'.repeat(256 * 1024) });
    await expect(fetchKeys()).rejects.toThrow('more than 262144 bytes');
  });

  it.each([
    ['an error', (_: IncomingMessage, response: ServerResponse) => response.writeHead(503).end('{"keys":[]}')],
    ['an answer without content', (_: IncomingMessage, response: ServerResponse) => response.writeHead(204).end()],
    ['something else than JSON', (_: IncomingMessage, response: ServerResponse) => response.end('<html>')],
    ['JSON that is no object', json([jwk])],
  ])('refuses %s', async (_, route) => {
    routes[jwksPath] = route;
    await expect(fetchKeys()).rejects.toThrow(jwksPath);
  });

  it('gives up when the time is out, also in the middle of an answer', async () => {
    routes[jwksPath] = (_, response) => response.write('{"keys":');
    await expect(fetchKeys({ timeoutMs: 50 })).rejects.toThrow(expect.objectContaining({ name: 'TimeoutError' }));
  });

  it('gives up when told so', async () => {
    const stopping = new AbortController();
    routes[metadataPath] = () => stopping.abort();
    await expect(fetchKeys({ signal: stopping.signal })).rejects.toThrow(
      expect.objectContaining({ name: 'AbortError' }),
    );
  });

  it('takes keys over https only where it was itself given https', async () => {
    const asked: string[] = [];
    const source = keySource({
      metadataUrl: 'https://platform.example/metadata',
      issuer: 'the-issuer',
      timeoutMs: 5000,
      fetch: async (url) => {
        asked.push(url);
        return Response.json({ issuer: 'the-issuer', jwks_uri: 'http://platform.example/jwks.json' });
      },
    });
    await expect(source(new AbortController().signal)).rejects.toThrow('"jwks_uri" is not https');
    expect(asked).toHaveLength(1);
  });
});

function json(document: unknown) {
  return (_: IncomingMessage, response: ServerResponse) =>
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(document));
}

function notFound(_: IncomingMessage, response: ServerResponse) {
  return response.writeHead(404).end();
}
