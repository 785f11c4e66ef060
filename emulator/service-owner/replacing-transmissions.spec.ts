import { describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { refusalOf } from '../testing/answers.js';
import { testProvider } from '../testing/clients.js';
import { newDialog, text, transmission } from '../testing/dialogs.js';
import { MaskinportenCaller } from '../testing/maskinporten-caller.js';
import { startedForTests } from '../testing/started-for-tests.js';

const started = startedForTests();
const scopes = 'digdir:dialogporten.serviceprovider digdir:dialogporten.serviceprovider.changetransmissions';

const put = (path: string, body: object, headers?: Record<string, string>) =>
  new MaskinportenCaller(started.emulator.url, testProvider.clientId, testProvider.privateJwk, scopes).call(
    'PUT',
    path,
    body,
    headers,
  );

const sent = { id: v7(), idempotentKey: 'key-1', createdAt: '2026-11-01T00:00:00Z' };

async function make(): Promise<{ id: string; path: string }> {
  const transmissionId = v7();
  const id = await started.provider.create(
    newDialog({
      transmissions: [transmission({ ...sent, id: transmissionId }), transmission({ idempotentKey: 'key-2' })],
    }),
  );
  return { id, path: `/dialogs/${id}/transmissions/${transmissionId}` };
}

const mended = (fields: object = {}) =>
  transmission({ content: { title: text('Mended') }, isSilentUpdate: true, ...fields });

describe('a transmission that was sent', () => {
  it('is replaced in silence: all that is left out goes, but its moment and its place', async () => {
    const { id, path } = await make();
    const before = await started.provider.read(id);

    const response = await put(path, mended(), { 'if-match': before.revision });

    const after = await started.provider.read(id);
    expect([response.status, response.headers.get('etag')]).toEqual([204, after.revision]);
    expect(after.revision).not.toBe(before.revision);
    expect([after.updatedAt, after.contentUpdatedAt]).toEqual([before.updatedAt, before.contentUpdatedAt]);
    expect(after.transmissions[0]).toMatchObject({
      id: before.transmissions[0]!.id,
      createdAt: before.transmissions[0]!.createdAt,
      content: { title: text('Mended') },
    });
    expect(after.transmissions[0]).not.toHaveProperty('idempotentKey');
    expect(after.transmissions[1]).toEqual(before.transmissions[1]);
  });

  it('is not for a service provider without the scope for that', async () => {
    const { path } = await make();

    const response = await started.provider.call('PUT', path, mended());

    expect([response.status, await response.text()]).toEqual([403, '']);
  });

  it.each<[string, object, number, string]>([
    ['that is not silent', { isSilentUpdate: false }, 400, 'isSilentUpdate'],
    ['without a title', { content: { summary: text('x') } }, 400, 'dto.content'],
    ['with the key of another', { idempotentKey: 'key-2' }, 409, 'IdempotentKey'],
    ['that answers nothing', { relatedTransmissionId: v7() }, 422, 'Transmissions'],
  ])('is not replaced by one %s', async (_what, fields, status, field) => {
    const { path } = await make();

    expect(await refusalOf(await put(path, mended(fields)))).toEqual([status, [field]]);
  });

  it('that answers itself is refused', async () => {
    const { path } = await make();
    const relatedTransmissionId = path.split('/').at(-1);

    expect((await put(path, mended({ relatedTransmissionId }))).status).toBe(422);
  });

  it('is looked for in its dialog, at the revision that is known', async () => {
    const { id, path } = await make();

    expect(await refusalOf(await put(`/dialogs/${id}/transmissions/${v7()}`, mended()))).toEqual([
      404,
      ['DialogTransmission'],
    ]);
    expect((await put(path, mended(), { 'if-match': v7() })).status).toBe(412);
    await started.provider.call('DELETE', `/dialogs/${id}`);
    expect((await put(path, mended())).status).toBe(410);
  });
});
