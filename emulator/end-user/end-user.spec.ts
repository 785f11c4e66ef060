import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { testProvider } from '../testing/clients.js';
import { type Emulator, startEmulator } from '../emulator.js';
import { faultsOfShape, refusalOf } from '../testing/answers.js';
import { testPolicy } from '../testing/policy.js';
import { dialogFields, dialogOfManyParts, newDialog, restaurant, text } from '../testing/dialogs.js';
import { MaskinportenCaller } from '../testing/maskinporten-caller.js';

const masked = 'urn:dialogporten:unauthorized';
const api = '/dialogporten/api/v1';

let emulator: Emulator;
let provider: MaskinportenCaller;
let dialogId: string;

beforeAll(async () => {
  emulator = await startEmulator({ policy: testPolicy });
  provider = new MaskinportenCaller(emulator.url, testProvider.clientId, testProvider.privateJwk);
  dialogId = await provider.create(dialogOfManyParts());
});

afterAll(() => emulator.stop());

function ask(path: string, persona?: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${emulator.url}${api}/enduser${path}`, {
    headers: { ...(persona !== undefined && { 'x-persona': persona }), ...headers },
  });
}

async function open(persona: string, id = dialogId): Promise<unknown> {
  return (await ask(`/dialogs/${id}`, persona)).json();
}

async function list(persona: string, party: string): Promise<{ items: { id: string }[] }> {
  const response = await ask(`/dialogs?${new URLSearchParams({ party })}`, persona);
  return (await response.json()) as { items: { id: string }[] };
}

describe('the end user API', () => {
  it('answers with a dialog in the shape of the OpenAPI document', async () => {
    const dialog = await open('medarbeider');

    expect(faultsOfShape('/enduser/dialogs/{dialogId}', dialog)).toEqual([]);
    expect(JSON.stringify(dialog)).not.toContain('not for end users');
  });

  it('shows everything to an end user who may do everything', async () => {
    const dialog = await open('daglig-leder');

    expect(JSON.stringify(dialog)).not.toContain(masked);
    expect(JSON.stringify(dialog)).not.toContain('"isAuthorized":false');
  });

  it('masks what the persona has no access to, and only that', async () => {
    const dialog = await open('medarbeider');

    expect(dialog).toMatchObject({
      content: {
        mainContentReference: { isAuthorized: true, value: [{ value: 'https://provider.example/embeds/1' }] },
      },
      guiActions: [
        { action: 'confirm', isAuthorized: true, url: expect.stringMatching(/^http:/) },
        { action: 'sign', isAuthorized: false, url: masked },
        { action: 'delete', isAuthorized: false, url: masked },
      ],
      apiActions: [{ isAuthorized: true, endpoints: [{ url: 'https://provider.example/statements' }] }],
      attachments: [{ urls: [{ url: 'https://provider.example/a.pdf' }] }],
      transmissions: [
        { isAuthorized: true },
        {
          isAuthorized: false,
          content: { title: text('Decision'), contentReference: { value: [{ value: masked }] } },
          attachments: [{ urls: [{ url: masked }] }],
          navigationalActions: [{ url: masked }],
        },
      ],
    });
    expect(await open('regnskapsforer')).toMatchObject({
      apiActions: [{ isAuthorized: false, endpoints: [{ url: masked }] }],
    });
  });

  it('is closed to a persona without a role for the party', async () => {
    expect(await refusalOf(await ask(`/dialogs/${dialogId}`, 'fremmed'))).toEqual([403, ['Forbidden']]);
    expect((await ask(`/dialogs/${v7()}`, 'daglig-leder')).status).toBe(404);
  });

  it.each([undefined, 'nobody'])('asks for a persona when it gets %s', async (persona) => {
    expect((await ask(`/dialogs/${dialogId}`, persona)).status).toBe(401);
  });

  it('answers 410 for a deleted dialog, and 403 to strangers (GetDialogQuery.cs)', async () => {
    const id = await provider.create(newDialog());
    await provider.call('DELETE', `/dialogs/${id}`);

    expect((await ask(`/dialogs/${id}`, 'daglig-leder')).status).toBe(410);
    expect((await ask(`/dialogs/${id}`, 'fremmed')).status).toBe(403);
  });

  it('shows a dialog from visibleFrom until expiresAt', async () => {
    const hour = 3_600_000;
    let now = new Date();
    const clocked = await startEmulator({ policy: testPolicy, now: () => now });
    const caller = new MaskinportenCaller(clocked.url, provider.clientId, provider.privateJwk);
    const after = (hours: number) => new Date(Date.now() + hours * hour).toISOString();
    const id = await caller.create(newDialog({ visibleFrom: after(1), expiresAt: after(3) }));
    const statusAt = async (hours: number) => {
      now = new Date(Date.now() + hours * hour);
      const url = `${clocked.url}${api}/enduser/dialogs/${id}`;
      return (await fetch(url, { headers: { 'x-persona': 'daglig-leder' } })).status;
    };

    expect([await statusAt(0), await statusAt(2), await statusAt(4)]).toEqual([404, 200, 404]);
    await clocked.stop();
  });

  it('lists the dialogs of a party that the persona may see', async () => {
    const found = await list('medarbeider', restaurant);

    expect(faultsOfShape('/enduser/dialogs', found)).toEqual([]);
    expect(found.items.map(({ id }) => id)).toContain(dialogId);
    expect((await list('fremmed', restaurant)).items).toEqual([]);
    expect((await list('medarbeider', 'urn:altinn:person:identifier-no:14886498226')).items).toEqual([]);
  });

  it('lists a dialog by what is not sensitive to a persona whose level is too low to open it', async () => {
    const [service, ...others] = testPolicy.serviceResources;
    const policy = { ...testPolicy, serviceResources: [{ ...service!, minimumLevel: 4 as const }, ...others] };
    const strict = await startEmulator({ policy });
    const caller = new MaskinportenCaller(strict.url, provider.clientId, provider.privateJwk);
    const id = await caller.create(dialogOfManyParts());
    const plain = await caller.create(newDialog());
    const read = async (path: string, persona: string) =>
      (await fetch(`${strict.url}${api}/enduser${path}`, { headers: { 'x-persona': persona } })).json() as object;
    const listed = (persona: string) => read(`/dialogs?${new URLSearchParams({ party: restaurant })}`, persona);
    const titled = (listedId: string, title: string) =>
      expect.objectContaining({ id: listedId, content: expect.objectContaining({ title: text(title) }) });

    const low = await listed('lavt-niva');
    expect(faultsOfShape('/enduser/dialogs', low)).toEqual([]);
    expect(low).toMatchObject({
      items: expect.arrayContaining([titled(id, 'Renew'), titled(plain, 'Renew the licence')]),
    });
    expect(await listed('daglig-leder')).toMatchObject({
      items: expect.arrayContaining([titled(id, 'Renew the licence')]),
    });
    expect(await read(`/dialogs/${id}`, 'lavt-niva')).toMatchObject({ status: 403 });
    await strict.stop();
  });

  it('remembers who has seen the dialog since it changed', async () => {
    const id = await provider.create(newDialog());
    await open('medarbeider', id);
    await open('medarbeider', id);

    expect(await open('daglig-leder', id)).toMatchObject({
      isContentSeen: true,
      seenSinceLastUpdate: [{ isCurrentEndUser: false }, { isCurrentEndUser: true }],
    });
    await provider.call('PUT', `/dialogs/${id}`, dialogFields());
    expect(emulator.dialogs.get(id)?.seenLog).toHaveLength(2);
  });

  it('lets a browser on this machine call, and read refusals', async () => {
    const origin = 'http://localhost:5173';

    const preflight = await fetch(`${emulator.url}${api}/enduser/dialogs/${dialogId}`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'x-persona' },
    });
    const refusal = await ask(`/dialogs/${dialogId}`, 'fremmed', { origin });
    const elsewhere = await ask(`/dialogs/${dialogId}`, 'daglig-leder', { origin: 'https://localhost.example' });

    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
    expect(preflight.headers.get('access-control-allow-headers')).toMatch(/x-persona/i);
    expect(refusal.headers.get('access-control-allow-origin')).toBe(origin);
    expect(elsewhere.headers.get('access-control-allow-origin')).toBeNull();
  });
});
