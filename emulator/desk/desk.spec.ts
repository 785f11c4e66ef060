import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Emulator, startEmulator } from '../emulator.js';
import { testBackend, testProvider } from '../testing/clients.js';
import { newDialog, restaurant, text } from '../testing/dialogs.js';
import { MaskinportenCaller } from '../testing/maskinporten-caller.js';
import { testPolicy, testScope } from '../testing/policy.js';

const attack = `<img src=x onerror="alert('1')">`;
const escaped = '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;';

let emulator: Emulator;
let service: Server;
let dialogId: string;
const asked: { readonly method: string; readonly url: string; readonly body: string }[] = [];

beforeAll(async () => {
  service = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      asked.push({ method: request.method ?? '', url: request.url ?? '', body });
      const described = {
        party: restaurant,
        state: 'open',
        externalReference: attack,
        delivery: { status: 'waiting' },
      };
      response.setHeader('content-type', 'application/json');
      response.writeHead(request.method === 'GET' ? 200 : 409);
      response.end(JSON.stringify(request.method === 'GET' ? described : { detail: attack }));
    });
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  emulator = await startEmulator({
    policy: testPolicy,
    desk: {
      serviceUrl: `http://127.0.0.1:${(service.address() as AddressInfo).port}`,
      client: testBackend,
      scope: testScope,
      changes: [
        {
          title: 'Close',
          path: 'close',
          states: ['open'],
          texts: [{ name: 'reason', label: 'Reason' }],
          choices: [{ label: 'Well', body: { well: true } }],
        },
      ],
    },
  });
  const owner = new MaskinportenCaller(emulator.url, testProvider.clientId, testProvider.privateJwk);
  dialogId = await owner.create(newDialog({ content: { title: text(attack) } }));
});

afterAll(async () => {
  await emulator.stop();
  service.close();
});

function press(form: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  const url = `${emulator.url}/desk/dialogs/${dialogId}/changes/0`;
  return fetch(url, { method: 'POST', body: new URLSearchParams(form), headers, redirect: 'manual' });
}

describe('the desk', () => {
  it('escapes texts of others, and lets nothing of them run', async () => {
    await press({ choice: '0' });

    const response = await fetch(`${emulator.url}/desk`);

    const page = await response.text();
    expect(page.split(escaped).length).toBeGreaterThan(2);
    expect(page).not.toContain('<img');
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
  });

  it('sends what was chosen and written, and leaves out what was not', async () => {
    asked.length = 0;

    expect((await press({ choice: '0', reason: ' It is done. ' })).headers.get('location')).toBe('/desk');
    await press({ choice: '0', reason: '' });

    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `POST /service-owner/dialogs/${dialogId}/close`,
      `POST /service-owner/dialogs/${dialogId}/close`,
    ]);
    expect(asked.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { well: true, reason: 'It is done.' },
      { well: true },
    ]);
  });

  it('does nothing for the page of another site', async () => {
    asked.length = 0;

    expect((await press({ choice: '0' }, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);

    expect(asked).toEqual([]);
  });

  it('is not there in a stand-in without a desk', async () => {
    const without = await startEmulator({ policy: testPolicy });

    expect((await fetch(`${without.url}/desk`)).status).toBe(404);
    await without.stop();
  });
});
