import { request } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { startedForTests } from '../testing/started-for-tests.js';

const started = startedForTests();
const evil = 'https://evil.example';

/** Asks as a browser or a program does that says these things of itself; fetch would not let us. */
function ask(method: string, path: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
    const asked = request(`${started.emulator.url}${path}`, { method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
    });
    asked.on('error', reject).end();
  });
}

const keyIds = async () => (await ask('GET', '/dialogporten/api/v1/.well-known/jwks.json')).body;

describe('a page of another site', () => {
  it.each<[string, Record<string, string>]>([
    ['a form', { origin: evil, 'content-type': 'application/x-www-form-urlencoded' }],
    ['a form of a page that hides where it is from', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['a page that is sandboxed', { origin: 'null' }],
    ['a request without an origin', { 'sec-fetch-site': 'cross-site' }],
    ['another program’s page on this machine', { origin: 'http://localhost:1' }],
  ])('does not rotate the keys by %s', async (_what, headers) => {
    const before = await keyIds();

    const answer = await ask('POST', '/emulator/keys/rotate', headers);

    expect(answer.status).toBe(403);
    expect(answer.body).toContain('Only pages of the stand-in itself');
    expect(await keyIds()).toBe(before);
  });

  it.each([
    ['PUT', '/emulator/faults'],
    ['DELETE', '/emulator/requests'],
    ['POST', '/idporten/token'],
    ['POST', '/maskinporten/token'],
    ['POST', '/dialogporten/graphql'],
    ['POST', '/dialogporten/api/v1/serviceowner/dialogs'],
  ])('changes nothing else either: %s %s', async (method, path) => {
    expect((await ask(method, path, { origin: evil })).status).toBe(403);
  });

  it('is told nothing by GraphQL or the REST API: neither names its origin, nor lets cookies be sent', async () => {
    for (const path of [
      '/dialogporten/graphql',
      '/dialogporten/graphql/stream',
      '/dialogporten/api/v1/enduser/dialogs',
    ]) {
      const { headers } = await ask('OPTIONS', path, { origin: evil, 'access-control-request-method': 'POST' });

      expect(headers).not.toHaveProperty('access-control-allow-origin');
      expect(headers).not.toHaveProperty('access-control-allow-credentials');
    }
  });

  it('does not become one of ours by a name that leads here', async () => {
    for (const host of ['evil.example', 'evil.example:4000', 'localhost.evil.example']) {
      const answer = await ask('GET', '/emulator/requests', { host });

      expect(answer.status).toBe(421);
      expect(answer.body).toContain('answers to no other name');
    }
  });
});

describe('those who belong here', () => {
  it('are programs, and the pages of the stand-in itself', async () => {
    const own = started.emulator.url;

    expect((await ask('DELETE', '/emulator/requests')).status).toBe(204);
    expect((await ask('DELETE', '/emulator/requests', { origin: own })).status).toBe(204);
    expect(
      (await ask('DELETE', '/emulator/requests', { origin: 'null', 'sec-fetch-site': 'same-origin' })).status,
    ).toBe(204);
    expect((await ask('GET', '/emulator/requests', { host: 'platform.localhost:4000' })).status).toBe(200);
  });

  it('are portals on the same machine, at the APIs that portals use, and without cookies', async () => {
    const origin = 'http://localhost:5173';
    const { status, headers } = await ask('OPTIONS', '/dialogporten/graphql', {
      origin,
      'access-control-request-method': 'POST',
    });

    expect(status).toBe(204);
    expect(headers).toMatchObject({ 'access-control-allow-origin': origin });
    expect(headers).not.toHaveProperty('access-control-allow-credentials');
    expect(
      (await ask('POST', '/dialogporten/graphql', { origin, 'content-type': 'application/json' })).status,
    ).not.toBe(403);
  });
});
