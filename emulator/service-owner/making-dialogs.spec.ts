import { describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { faultsOfShape, refusalOf } from '../testing/answers.js';
import { activity, guiAction, newDialog, transmission } from '../testing/dialogs.js';
import { startedForTests } from '../testing/started-for-tests.js';

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const unknownId = v7();

const standIn = startedForTests();

describe('creating a dialog', () => {
  it('answers with the id and its revision, and without a Location', async () => {
    const id = v7();

    const response = await standIn.provider.call('POST', '/dialogs', newDialog({ id }));

    expect(response.status).toBe(201);
    expect(await response.json()).toBe(id);
    expect(response.headers.has('location')).toBe(false);
    expect(response.headers.get('etag')).toBe((await standIn.provider.read(id)).revision);
  });

  it('answers a repeated id with 422, and leaves the first one', async () => {
    const id = await standIn.provider.create(newDialog());
    const { revision } = await standIn.provider.read(id);

    expect(await refusalOf(await standIn.provider.call('POST', '/dialogs', newDialog({ id })))).toEqual([
      422,
      ['Dialog'],
    ]);
    expect((await standIn.provider.read(id)).revision).toBe(revision);
  });

  it('answers a repeated idempotentKey with 409 that names the first dialog', async () => {
    const id = await standIn.provider.create(newDialog({ idempotentKey: 'once-only' }));

    const response = await standIn.provider.call('POST', '/dialogs', newDialog({ idempotentKey: 'once-only' }));

    expect([response.status, await response.text()]).toEqual([409, expect.stringContaining(id)]);
  });
});

describe('reading a dialog', () => {
  it('answers in the shape of the OpenAPI document', async () => {
    const id = await standIn.provider.create(
      newDialog({
        idempotentKey: 'shape',
        guiActions: [guiAction()],
        transmissions: [transmission()],
        activities: [activity()],
      }),
    );

    const dialog = await standIn.provider.read(id);

    expect(faultsOfShape('/serviceowner/dialogs/{dialogId}', dialog)).toEqual([]);
    expect(dialog).toMatchObject({
      id,
      org: 'kommune',
      revision: expect.stringMatching(uuid),
      status: 'RequiresAttention',
      guiActions: [{ id: expect.stringMatching(uuid), isDeleteDialogAction: false }],
      fromServiceOwnerTransmissionsCount: 1,
      hasUnopenedContent: true,
    });
  });

  it('answers 404 for a dialog that is not there', async () => {
    expect((await standIn.provider.call('GET', `/dialogs/${unknownId}`)).status).toBe(404);
  });
});
