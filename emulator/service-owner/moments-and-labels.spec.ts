import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Dialog, type Emulator, startEmulator } from '../emulator.js';
import { refusalOf } from '../testing/answers.js';
import { testProvider } from '../testing/clients.js';
import { activity, dialogFields, guiAction, newDialog, text, transmission } from '../testing/dialogs.js';
import { MaskinportenCaller } from '../testing/maskinporten-caller.js';
import { testPolicy } from '../testing/policy.js';

const second = 1000;

let emulator: Emulator;
let provider: MaskinportenCaller;
let now = new Date();

beforeAll(async () => {
  emulator = await startEmulator({ policy: testPolicy, now: () => now });
  provider = new MaskinportenCaller(emulator.url, testProvider.clientId, testProvider.privateJwk);
});

afterAll(() => emulator.stop());

const later = () => {
  now = new Date(now.getTime() + 10);
};
const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * second).toISOString();

/** The moments of the dialog, and the revision, that a request moves. */
async function movedBy(id: string, request: () => Promise<Response>): Promise<string[]> {
  const before = await provider.read(id);
  later();
  expect((await request()).ok).toBe(true);
  const after = await provider.read(id);
  const moments = ['revision', 'updatedAt', 'contentUpdatedAt'] as const satisfies readonly (keyof Dialog)[];
  return moments.filter((moment) => before[moment] !== after[moment]);
}

async function moveToBin(id: string): Promise<void> {
  const url = `${emulator.url}/dialogporten/api/v1/enduser/dialogs/${id}/context/systemlabels`;
  const headers = { 'x-persona': 'medarbeider', 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'PUT', headers, body: JSON.stringify({ addLabels: ['Bin'] }) });
  expect(response.status).toBe(204);
}

describe('a change', () => {
  const put = (id: string, fields: object, query = '') =>
    provider.call('PUT', `/dialogs/${id}${query}`, dialogFields(fields));

  it.each([
    ['nothing', {}, []],
    ['progress', { progress: 7 }, ['revision', 'updatedAt']],
    ['the reference', { externalReference: 'case 8' }, ['revision', 'updatedAt']],
    ['a search tag', { searchTags: [{ value: 'alcohol' }] }, ['revision', 'updatedAt']],
    ['an activity', { activities: [activity()] }, ['revision', 'updatedAt']],
    ['the status', { status: 'Draft' }, ['revision', 'updatedAt', 'contentUpdatedAt']],
    ['the title', { content: { title: text('Another') } }, ['revision', 'updatedAt', 'contentUpdatedAt']],
    ['an action', { guiActions: [guiAction()] }, ['revision', 'updatedAt', 'contentUpdatedAt']],
    ['a transmission', { transmissions: [transmission()] }, ['revision', 'updatedAt', 'contentUpdatedAt']],
  ])('of %s moves what it concerns', async (_what, fields, moved) => {
    const id = await provider.create(newDialog());

    expect(await movedBy(id, () => put(id, fields))).toEqual(moved);
  });

  it('that is silent moves the revision only', async () => {
    const id = await provider.create(newDialog());

    expect(await movedBy(id, () => put(id, { status: 'Draft' }, '?isSilentUpdate=true'))).toEqual(['revision']);
  });

  it('makes an action without an id anew, which is a change of content', async () => {
    const id = await provider.create(newDialog({ guiActions: [guiAction()] }));

    expect(await movedBy(id, () => put(id, { guiActions: [guiAction()] }))).toContain('contentUpdatedAt');
  });

  it('by a delete, and taking that back, moves the revision only', async () => {
    const id = await provider.create(newDialog());

    expect(await movedBy(id, () => provider.call('DELETE', `/dialogs/${id}`))).toEqual(['revision']);
    expect(await movedBy(id, () => provider.call('POST', `/dialogs/${id}/actions/restore`))).toEqual(['revision']);
  });

  it('may leave a deadline that has passed, but not set one', async () => {
    const dueAt = inSeconds(1);
    const id = await provider.create(newDialog({ dueAt }));
    now = new Date(now.getTime() + 2 * second);

    expect((await put(id, { dueAt, progress: 1 })).status).toBe(204);
    expect(await refusalOf(await put(id, { dueAt: inSeconds(-9) }))).toEqual([422, ['DueAt']]);
    expect((await put(id, {})).status).toBe(204);
    expect(await provider.read(id)).not.toHaveProperty('dueAt');
  });

  it('cannot take back that the dialog expires', async () => {
    const id = await provider.create(newDialog({ expiresAt: inSeconds(60) }));

    expect(await refusalOf(await put(id, {}))).toEqual([422, ['ExpiresAt']]);
  });
});

describe('a dialog that is not to be seen yet', () => {
  it('counts as made when it can be seen (DialogEntity.cs)', async () => {
    const visibleFrom = inSeconds(60);
    const id = await provider.create(newDialog({ visibleFrom }));

    expect(Date.parse((await provider.read(id)).createdAt)).toBe(Date.parse(visibleFrom));
  });
});

describe('the label', () => {
  it('Sent comes with a transmission of the party’s own, beside the place of the dialog', async () => {
    const id = await provider.create(newDialog());
    await provider.call('POST', `/dialogs/${id}/transmissions`, transmission({ type: 'Submission' }));

    const { endUserContext } = await provider.read(id);

    expect(endUserContext.systemLabels).toEqual(['Default', 'Sent']);
  });

  it('Bin goes with the next change, and Sent stays; a silent change leaves both', async () => {
    const id = await provider.create(newDialog({ transmissions: [transmission({ type: 'Submission' })] }));
    await moveToBin(id);
    await provider.call('PUT', `/dialogs/${id}?isSilentUpdate=true`, dialogFields({ progress: 1 }));
    expect(await provider.read(id)).toMatchObject({
      systemLabel: 'Bin',
      endUserContext: { systemLabels: ['Sent', 'Bin'] },
    });

    await provider.call('PUT', `/dialogs/${id}`, dialogFields({ progress: 2 }));

    expect(await provider.read(id)).toMatchObject({
      systemLabel: 'Default',
      endUserContext: { systemLabels: ['Sent', 'Default'] },
    });
  });

  it('of the service owner may be added to', async () => {
    const id = await provider.create(newDialog());

    expect((await provider.call('POST', `/dialogs/${id}/context/labels`, { value: 'renewal' })).status).toBe(204);
    expect((await provider.read(id)).serviceOwnerContext.serviceOwnerLabels).toEqual([{ value: 'renewal' }]);
  });
});
