import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { check } from './check.js';
import { discover } from './detection.js';
import { askAll } from './run.js';
import { counted, written } from './report.js';
import type { World } from './world.js';

const id = '01920000-0000-7000-8000-000000000001';

/** A dialog as a platform with every switch for local development answers it. */
const dialog = { id, dialogToken: 'local-development-jws', guiActions: [{ isAuthorized: true }] };

let server: Server;
let world: World;

// A Dialogporten that accepts every caller, grants everything and knows every name.
beforeAll(async () => {
  server = createServer((request, response) => {
    const created = request.method === 'POST';
    response.writeHead(created ? 201 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(created ? id : dialog));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  world = await discover({
    url: `http://127.0.0.1:${port}`,
    serviceResource: 'urn:altinn:resource:any',
    party: 'urn:altinn:person:legacy-selfidentified:ola',
    owner: async () => ({}),
    roles: {},
    names: {},
  });
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const holds = check('holds', 'a.cs', async () => {});
const differs = check('differs', 'b.cs', async ({ owner }) => {
  await owner.get('/dialogs');
  throw new TypeError('not what the check can read');
});
const notAsked = check('needs tokens', 'c.cs', async () => {}, 'authentication');
const newer = check('is newer', 'd.cs', async () => {}, 'listed entities');

describe('a platform that cannot be looked at', () => {
  const owned = {
    serviceResource: 'urn:altinn:resource:any',
    party: 'urn:altinn:person:legacy-selfidentified:ola',
    owner: async () => ({}),
    roles: {},
    names: {},
  };

  it('is told by the request that went wrong, and who made it', async () => {
    const refusing = createServer((request, response) =>
      response.writeHead(request.method === 'GET' ? 401 : 403).end(),
    );
    await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(refusing.address() as AddressInfo).port}`;

    await expect(discover({ ...owned, url })).rejects.toThrow(
      'POST /api/v1/serviceowner/dialogs by the service owner\nstatus: expected 201, got 403',
    );
    refusing.closeAllConnections();
    await new Promise((resolve) => refusing.close(resolve));
    await expect(discover({ ...owned, url })).rejects.toThrow(/^GET \S+ by nobody was not answered$/);
  });
});

describe('a platform with its switches for local development', () => {
  it('is found out', () => {
    expect([...world.lacking]).toEqual(
      expect.arrayContaining([
        'authentication',
        'scopes',
        'decisions',
        'signed tokens',
        'resource register',
        'name register',
      ]),
    );
  });

  it('has one caller, who is an end user too', () => {
    expect(world.lacking.has('user')).toBe(false);
    expect(world.lacking.has('stranger')).toBe(true);
  });

  it('is not blamed for what its switches leave out, nor for what is newer', async () => {
    const findings = await askAll([{ subject: 's', checks: [holds, differs, notAsked, newer] }], world);

    expect(counted(findings)).toEqual({ holds: 1, differs: 1, 'not asked': 1, 'not known to this version': 1 });
    expect(written(findings)).toMatch(/✗ s: differs\n {4}b\.cs\n {4}TypeError: not what[\s\S]*\n1 of 2 hold\n$/);
  });
});
