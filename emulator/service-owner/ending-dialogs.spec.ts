import { describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { activity, dialogFields, newDialog, transmission } from '../testing/dialogs.js';
import { platformAdmin } from '../testing/policy.js';
import { MaskinportenCaller } from '../testing/maskinporten-caller.js';
import { startedForTests } from '../testing/started-for-tests.js';

const unknownId = v7();

const standIn = startedForTests();

describe('the end of a dialog', () => {
  const changes: [string, string, unknown][] = [
    ['PUT', '', dialogFields()],
    ['PATCH', '', []],
    ['DELETE', '', undefined],
    ['POST', '/transmissions', transmission()],
    ['POST', '/activities', activity()],
  ];

  it('may be a soft delete: it can still be read, and no longer be changed', async () => {
    const id = await standIn.provider.create(newDialog());

    const response = await standIn.provider.call('DELETE', `/dialogs/${id}`);

    expect([response.status, response.headers.get('etag')]).toEqual([204, (await standIn.provider.read(id)).revision]);
    expect((await standIn.provider.read(id)).deletedAt).toEqual(expect.any(String));
    for (const [method, path, body] of changes) {
      expect((await standIn.provider.call(method, `/dialogs/${id}${path}`, body)).status).toBe(410);
    }
  });

  it('may be taken back after a soft delete', async () => {
    const id = await standIn.provider.create(newDialog());
    await standIn.provider.call('DELETE', `/dialogs/${id}`);

    expect((await standIn.provider.call('POST', `/dialogs/${id}/actions/restore`)).status).toBe(204);
    expect(await standIn.provider.read(id)).not.toHaveProperty('deletedAt');
    expect((await standIn.provider.call('PUT', `/dialogs/${id}`, dialogFields())).status).toBe(204);
  });

  it('leaves a dialog that was never deleted as it is when that is restored', async () => {
    const id = await standIn.provider.create(newDialog());
    const before = await standIn.provider.read(id);

    expect((await standIn.provider.call('POST', `/dialogs/${id}/actions/restore`)).status).toBe(204);
    expect(await standIn.provider.read(id)).toEqual(before);
  });

  it('may be a freeze by the platform’s own people (FreezeDialogCommand.cs): it can still be read, and no longer be changed', async () => {
    const id = await standIn.provider.create(newDialog());
    const { url, privateJwk } = standIn.provider;
    const admin = new MaskinportenCaller(
      url,
      platformAdmin,
      privateJwk,
      'digdir:dialogporten.serviceprovider.admin digdir:dialogporten.serviceprovider',
    );

    expect((await standIn.provider.call('POST', `/dialogs/${id}/actions/freeze`)).status).toBe(403);
    expect((await admin.call('POST', `/dialogs/${id}/actions/freeze`)).status).toBe(204);
    for (const [method, path, body] of changes) {
      expect((await standIn.provider.call(method, `/dialogs/${id}${path}`, body)).status).toBe(403);
    }
    expect((await standIn.provider.call('GET', `/dialogs/${id}`)).status).toBe(200);
  });

  it('may be a purge: nothing remains, and its ids are free again', async () => {
    const dialog = newDialog({ id: v7(), idempotentKey: 'purged', activities: [activity({ id: v7() })] });
    const id = await standIn.provider.create(dialog);

    expect(
      (await standIn.provider.call('POST', `/dialogs/${id}/actions/purge`, undefined, { 'if-match': unknownId }))
        .status,
    ).toBe(412);
    expect((await standIn.provider.call('POST', `/dialogs/${id}/actions/purge`)).status).toBe(204);
    expect((await standIn.provider.call('GET', `/dialogs/${id}`)).status).toBe(404);
    expect(await standIn.provider.create(dialog)).toBe(id);
  });
});
