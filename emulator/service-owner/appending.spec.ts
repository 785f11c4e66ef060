import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { testProvider } from '../testing/clients.js';
import { type Emulator, startEmulator } from '../emulator.js';
import { activity, newDialog, transmission } from '../testing/dialogs.js';
import { testPolicy } from '../testing/policy.js';
import { MaskinportenCaller } from '../testing/maskinporten-caller.js';

const unknownId = v7();

let emulator: Emulator;
let provider: MaskinportenCaller;

beforeAll(async () => {
  emulator = await startEmulator({ policy: testPolicy });
  provider = new MaskinportenCaller(emulator.url, testProvider.clientId, testProvider.privateJwk);
});

afterAll(() => emulator.stop());

const opened = (transmissionId: string) => activity({ type: 'TransmissionOpened', transmissionId });

describe('appending to a dialog', () => {
  it.each([
    ['transmissions', transmission({ id: v7() })],
    ['activities', activity({ id: v7() })],
  ])('gives %s back, one and all', async (kind, entity) => {
    const dialogId = await provider.create(newDialog());
    const path = `/dialogs/${dialogId}/${kind}`;

    const response = await provider.call('POST', path, entity);

    const id = (await response.json()) as string;
    expect(response.status).toBe(201);
    expect(response.headers.get('etag')).toBe((await provider.read(dialogId)).revision);
    expect(await (await provider.call('GET', `${path}/${id}`)).json()).toMatchObject(entity);
    expect(await (await provider.call('GET', path)).json()).toMatchObject([entity]);
    expect((await provider.call('GET', `${path}/${unknownId}`)).status).toBe(404);
  });

  it.each([
    ['transmissions', transmission({ id: v7() })],
    ['activities', activity({ id: v7() })],
  ])('answers a repeated id among %s with 422, for any dialog', async (kind, entity) => {
    const [first, second] = [await provider.create(newDialog()), await provider.create(newDialog())];
    await provider.call('POST', `/dialogs/${first}/${kind}`, entity);

    expect((await provider.call('POST', `/dialogs/${first}/${kind}`, entity)).status).toBe(422);
    expect((await provider.call('POST', `/dialogs/${second}/${kind}`, entity)).status).toBe(422);
    expect((await provider.read(first))[kind as 'activities']).toHaveLength(1);
  });

  it('answers a repeated idempotentKey of a transmission with 409: the first one stands', async () => {
    const id = await provider.create(newDialog());
    const path = `/dialogs/${id}/transmissions`;
    await provider.call('POST', path, transmission({ idempotentKey: 'receipt', type: 'Submission' }));

    expect((await provider.call('POST', path, transmission({ idempotentKey: 'receipt' }))).status).toBe(409);
    expect((await provider.read(id)).transmissions).toMatchObject([{ type: 'Submission' }]);
  });

  it('knows when a transmission was opened, which must be one of the dialog’s own', async () => {
    const transmissionId = v7();
    const id = await provider.create(newDialog({ transmissions: [transmission({ id: transmissionId })] }));

    expect((await provider.call('POST', `/dialogs/${id}/activities`, opened(unknownId))).status).toBe(422);
    expect((await provider.call('POST', `/dialogs/${id}/activities`, opened(transmissionId))).status).toBe(201);
    expect(await provider.read(id)).toMatchObject({ hasUnopenedContent: false, transmissions: [{ isOpened: true }] });
  });

  it('refuses a transmission that relates to nothing', async () => {
    const id = await provider.create(newDialog());
    const related = transmission({ relatedTransmissionId: unknownId });

    expect((await provider.call('POST', `/dialogs/${id}/transmissions`, related)).status).toBe(422);
  });

  /** One that answers another, one after the other, and so on. */
  const chain = (count: number) => {
    const ids = Array.from({ length: count }, () => v7());
    return ids.map((id, at) => transmission({ id, ...(at > 0 && { relatedTransmissionId: ids[at - 1] }) }));
  };

  it('takes answers up to a depth of a hundred, one and all, and no deeper', async () => {
    const transmissions = chain(101);
    expect((await provider.call('POST', '/dialogs', newDialog({ transmissions }))).status).toBe(422);

    const id = await provider.create(newDialog({ transmissions: transmissions.slice(0, 100) }));
    const refusal = await provider.call('POST', `/dialogs/${id}/transmissions`, transmissions[100]!);
    expect(refusal.status).toBe(422);
    expect(await refusal.json()).toMatchObject({
      errors: { Transmissions: [expect.stringMatching('deeper than 100')] },
    });
  });

  it('takes a hundred answers to one transmission, and no more', async () => {
    const first = v7();
    const answers = Array.from({ length: 100 }, () => transmission({ relatedTransmissionId: first }));
    const id = await provider.create(newDialog({ transmissions: [transmission({ id: first }), ...answers] }));

    const refusal = await provider.call('POST', `/dialogs/${id}/transmissions`, answers[0]!);
    expect(refusal.status).toBe(422);
    expect(await refusal.json()).toMatchObject({ errors: { Transmissions: [expect.stringContaining(first)] } });
  });

  it('refuses transmissions that answer one another', async () => {
    const [one, other] = [v7(), v7()];
    const circle = [
      transmission({ id: one, relatedTransmissionId: other }),
      transmission({ id: other, relatedTransmissionId: one }),
    ];
    expect((await provider.call('POST', '/dialogs', newDialog({ transmissions: circle }))).status).toBe(422);
  });

  it('answers a stale revision with 412', async () => {
    const id = await provider.create(newDialog());

    const response = await provider.call('POST', `/dialogs/${id}/activities`, activity(), { 'if-match': unknownId });

    expect(response.status).toBe(412);
  });
});
