import { describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { activity, newDialog, transmission } from '../testing/dialogs.js';
import { startedForTests } from '../testing/started-for-tests.js';

const unknownId = v7();

const standIn = startedForTests();

const opened = (transmissionId: string) => activity({ type: 'TransmissionOpened', transmissionId });

describe('appending to a dialog', () => {
  it.each([
    ['transmissions', transmission({ id: v7() })],
    ['activities', activity({ id: v7() })],
  ])('gives %s back, one and all', async (kind, entity) => {
    const dialogId = await standIn.provider.create(newDialog());
    const path = `/dialogs/${dialogId}/${kind}`;

    const response = await standIn.provider.call('POST', path, entity);

    const id = (await response.json()) as string;
    expect(response.status).toBe(201);
    expect(response.headers.get('etag')).toBe((await standIn.provider.read(dialogId)).revision);
    expect(await (await standIn.provider.call('GET', `${path}/${id}`)).json()).toMatchObject(entity);
    expect(await (await standIn.provider.call('GET', path)).json()).toMatchObject([{ id }]);
    expect((await standIn.provider.call('GET', `${path}/${unknownId}`)).status).toBe(404);
  });

  it.each([
    ['transmissions', transmission({ id: v7() })],
    ['activities', activity({ id: v7() })],
  ])('answers a repeated id among %s with 422, for any dialog', async (kind, entity) => {
    const [first, second] = [await standIn.provider.create(newDialog()), await standIn.provider.create(newDialog())];
    await standIn.provider.call('POST', `/dialogs/${first}/${kind}`, entity);

    expect((await standIn.provider.call('POST', `/dialogs/${first}/${kind}`, entity)).status).toBe(422);
    expect((await standIn.provider.call('POST', `/dialogs/${second}/${kind}`, entity)).status).toBe(422);
    expect((await standIn.provider.read(first))[kind as 'activities']).toHaveLength(1);
  });

  it('answers a repeated idempotentKey of a transmission with 409: the first one stands', async () => {
    const id = await standIn.provider.create(newDialog());
    const path = `/dialogs/${id}/transmissions`;
    await standIn.provider.call('POST', path, transmission({ idempotentKey: 'receipt', type: 'Submission' }));

    expect((await standIn.provider.call('POST', path, transmission({ idempotentKey: 'receipt' }))).status).toBe(409);
    expect((await standIn.provider.read(id)).transmissions).toMatchObject([{ type: 'Submission' }]);
  });

  it('knows when a transmission was opened, which must be one of the dialog’s own', async () => {
    const transmissionId = v7();
    const id = await standIn.provider.create(newDialog({ transmissions: [transmission({ id: transmissionId })] }));

    expect((await standIn.provider.call('POST', `/dialogs/${id}/activities`, opened(unknownId))).status).toBe(422);
    expect((await standIn.provider.call('POST', `/dialogs/${id}/activities`, opened(transmissionId))).status).toBe(201);
    expect(await standIn.provider.read(id)).toMatchObject({
      hasUnopenedContent: false,
      transmissions: [{ isOpened: true }],
    });
  });

  it('refuses a transmission that relates to nothing', async () => {
    const id = await standIn.provider.create(newDialog());
    const related = transmission({ relatedTransmissionId: unknownId });

    expect((await standIn.provider.call('POST', `/dialogs/${id}/transmissions`, related)).status).toBe(422);
  });

  /** One that answers another, one after the other, and so on. */
  const chain = (count: number) => {
    const ids = Array.from({ length: count }, () => v7());
    return ids.map((id, at) => transmission({ id, ...(at > 0 && { relatedTransmissionId: ids[at - 1] }) }));
  };

  it('takes answers up to a depth of a hundred, one and all, and no deeper', async () => {
    const transmissions = chain(101);
    expect((await standIn.provider.call('POST', '/dialogs', newDialog({ transmissions }))).status).toBe(422);

    const id = await standIn.provider.create(newDialog({ transmissions: transmissions.slice(0, 100) }));
    const refusal = await standIn.provider.call('POST', `/dialogs/${id}/transmissions`, transmissions[100]!);
    expect(refusal.status).toBe(422);
    expect(await refusal.json()).toMatchObject({
      errors: { Transmissions: [expect.stringMatching('deeper than 100')] },
    });
  });

  it('takes a hundred answers to one transmission, and no more', async () => {
    const first = v7();
    const answers = Array.from({ length: 100 }, () => transmission({ relatedTransmissionId: first }));
    const id = await standIn.provider.create(newDialog({ transmissions: [transmission({ id: first }), ...answers] }));

    const refusal = await standIn.provider.call('POST', `/dialogs/${id}/transmissions`, answers[0]!);
    expect(refusal.status).toBe(422);
    expect(await refusal.json()).toMatchObject({ errors: { Transmissions: [expect.stringContaining(first)] } });
  });

  it('refuses transmissions that answer one another', async () => {
    const [one, other] = [v7(), v7()];
    const circle = [
      transmission({ id: one, relatedTransmissionId: other }),
      transmission({ id: other, relatedTransmissionId: one }),
    ];
    expect((await standIn.provider.call('POST', '/dialogs', newDialog({ transmissions: circle }))).status).toBe(422);
  });

  it('answers a stale revision with 412', async () => {
    const id = await standIn.provider.create(newDialog());

    const response = await standIn.provider.call('POST', `/dialogs/${id}/activities`, activity(), {
      'if-match': unknownId,
    });

    expect(response.status).toBe(412);
  });
});
