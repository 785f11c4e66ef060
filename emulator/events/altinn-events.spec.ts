import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Emulator, startEmulator } from '../emulator.js';
import { testProvider } from '../testing/clients.js';
import { activity, dialogFields, newDialog, restaurant, transmission } from '../testing/dialogs.js';
import { MaskinportenCaller } from '../testing/maskinporten-caller.js';
import { testPolicy } from '../testing/policy.js';

const resource = 'urn:altinn:resource:test-service';
const bothScopes = 'altinn:events.subscribe altinn:serviceowner';

const policy = {
  ...testPolicy,
  clients: testPolicy.clients.map((client) => ({ ...client, scopes: [...client.scopes, ...bothScopes.split(' ')] })),
};

interface ReceivedEvent {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly [attribute: string]: unknown;
}

let emulator: Emulator;
let provider: MaskinportenCaller;
let endpoint: Server;
let endPoint: string;
let received: ReceivedEvent[];
/** How the endpoint answers. */
let status: number;

beforeAll(async () => {
  emulator = await startEmulator({ policy, eventRetrySeconds: [0.02, 0.02] });
  provider = new MaskinportenCaller(emulator.url, testProvider.clientId, testProvider.privateJwk);
  endpoint = createServer((request, response) => {
    void textOf(request).then((body) => {
      expect(request.headers['content-type']).toBe('application/json; charset=utf-8');
      received.push(JSON.parse(body) as ReceivedEvent);
      return response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  endPoint = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/events?code=secret`;
});
afterAll(async () => {
  endpoint.close();
  await emulator.stop();
});
beforeEach(() => {
  received = [];
  status = 200;
});

async function events(method: string, path: string, body?: object, scope = bothScopes): Promise<Response> {
  const caller = new MaskinportenCaller(emulator.url, testProvider.clientId, testProvider.privateJwk, scope);
  return fetch(`${emulator.url}/events/api/v1/subscriptions${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await caller.accessToken()}`,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
}

async function subscribed(filters: object = {}): Promise<number> {
  const answer = await events('POST', '', { endPoint, resourceFilter: resource, ...filters });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { id: number }).id;
}

const arrived = async (count: number) => {
  while (received.length < count) await pause(10);
  return received;
};

describe('Altinn Events', () => {
  it('validates an endpoint, and tells it of what happens to the dialogs of the resource, but not of silent changes', async () => {
    const id = await subscribed();
    const [validation] = await arrived(1);
    expect(validation).toEqual({
      id: expect.any(String),
      source: `${emulator.url}/events/api/v1/subscriptions/${id}`,
      type: 'platform.events.validatesubscription',
      specversion: '1.0',
    });
    while (!((await (await events('GET', `/${id}`)).json()) as { validated: boolean }).validated) await pause(10);

    const dialog = await provider.create(newDialog({ process: 'urn:test:process' }));
    const path = `/dialogs/${dialog}`;
    await provider.call('PUT', `${path}?isSilentUpdate=true`, dialogFields({ progress: 10 }));
    await provider.call('POST', `${path}/activities`, activity({ extendedType: 'urn:test:sent' }));
    await provider.call('POST', `${path}/transmissions`, transmission());
    await provider.call('DELETE', path);

    const told = (await arrived(7)).slice(1);
    const of = (type: string) => told.find((event) => event.type === `dialogporten.dialog.${type}.v1`)!;
    expect(told.map(({ type }) => type.replace(/^dialogporten\.dialog\.|\.v1$/g, '')).toSorted()).toEqual(
      ['activity.form-submitted', 'created', 'deleted', 'transmission.created', 'updated', 'updated'].toSorted(),
    );
    const api = `${emulator.url}/dialogporten/api/v1/enduser/dialogs/${dialog}`;
    expect(of('created')).toEqual({
      specversion: '1.0',
      id: expect.any(String),
      time: expect.any(String),
      type: 'dialogporten.dialog.created.v1',
      source: api,
      subject: restaurant,
      resource,
      resourceinstance: dialog,
      data: { process: 'urn:test:process' },
    });
    expect(of('activity.form-submitted').source).toContain(`${api}/activities/`);
    expect(of('activity.form-submitted')['data']).toMatchObject({ extendedActivityType: 'urn:test:sent' });
    expect(of('transmission.created')['data']).toMatchObject({ senderType: 'ServiceOwner' });
    expect((await events('DELETE', `/${id}`)).status).toBe(200);
  });

  it('repeats what an endpoint does not take, and sends nothing to one that was never reached', async () => {
    status = 500;
    const id = await subscribed({ typeFilter: 'dialogporten.dialog.created.v1' });
    const attempts = await arrived(3);
    expect(new Set(attempts.map((event) => event.id)).size).toBe(1);
    await provider.create(newDialog());
    status = 200;
    // The same request again is the same subscription, and validates it.
    expect(await subscribed({ typeFilter: 'dialogporten.dialog.created.v1' })).toBe(id);
    const types = (await arrived(4)).map(({ type }) => type);
    expect(new Set(types)).toEqual(new Set(['platform.events.validatesubscription']));
    expect((await events('DELETE', `/${id}`)).status).toBe(200);
    expect((await events('GET', `/${id}`)).status).toBe(404);
  });

  it.each([
    ['without the scope', 403, {}, 'altinn:serviceowner'],
    ['by one who is no service owner there', 403, {}, 'altinn:events.subscribe'],
    ['for the resource of another', 403, { resourceFilter: 'urn:altinn:resource:of-another' }, bothScopes],
    ['for no resource', 400, { resourceFilter: undefined }, bothScopes],
    ['for what is no URN', 400, { resourceFilter: 'test-service' }, bothScopes],
    ['with an address that is not https', 400, { endPoint: 'http://service.example/events' }, bothScopes],
  ])('takes no subscription %s', async (_, refusal, members, scope) => {
    const answer = await events('POST', '', { endPoint, resourceFilter: resource, ...members }, scope);
    expect(answer.status).toBe(refusal);
  });
});
