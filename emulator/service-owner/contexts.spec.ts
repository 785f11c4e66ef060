import { describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { faultsOfShape, refusalOf } from '../testing/answers.js';
import { activity, newDialog } from '../testing/dialogs.js';
import { startedForTests } from '../testing/started-for-tests.js';

const started = startedForTests();
const manager = 'urn:altinn:person:identifier-no:14886498226';
const strangers = 'urn:altinn:person:identifier-no:05889010098';

const call = (method: string, path: string, body?: object) => started.provider.call(method, path, body);
const make = (fields: object = {}) => started.provider.create(newDialog(fields));

async function readAsUser(id: string): Promise<void> {
  const url = `${started.emulator.url}/dialogporten/api/v1/enduser/dialogs/${id}`;
  expect((await fetch(url, { headers: { 'x-persona': 'daglig-leder' } })).status).toBe(200);
}

describe("the service owner's own labels", () => {
  it('are added, listed in order, and taken off, each with the revision of the labels', async () => {
    const labels = `/dialogs/${await make()}/context/labels`;
    await call('POST', labels, { value: 'sak:4711' });
    const added = await call('POST', labels, { value: 'alkohol' });
    const listed = await call('GET', labels);

    expect(listed.headers.get('etag')).toBe(added.headers.get('etag'));
    expect(await listed.json()).toEqual([{ value: 'alkohol' }, { value: 'sak:4711' }]);
    expect((await call('DELETE', `${labels}/SAK:4711`)).status).toBe(204);
    expect(await refusalOf(await call('DELETE', `${labels}/sak:4711`))).toEqual([404, ['Label']]);
  });

  it('are refused when they are there already, in any case of letters, or too short', async () => {
    const labels = `/dialogs/${await make()}/context/labels`;
    await call('POST', labels, { value: 'sak:4711' });

    expect(await refusalOf(await call('POST', labels, { value: 'SAK:4711' }))).toEqual([
      400,
      ['dto.serviceOwnerLabels'],
    ]);
    expect(await refusalOf(await call('POST', labels, { value: 'x' }))).toEqual([
      400,
      ['dto.serviceOwnerLabels[1].value'],
    ]);
  });
});

describe("a user's labels, set by the service owner", () => {
  it('need a user who may see the dialog', async () => {
    const id = await make();
    const set = (query: string) =>
      call('PUT', `/dialogs/${id}/endusercontext/systemlabels${query}`, { addLabels: ['Bin'] });

    expect(await refusalOf(await set(''))).toEqual([400, ['endUserId']]);
    expect(await refusalOf(await set(`?enduserid=${strangers}`))).toEqual([403, ['Forbidden']]);
    expect((await set(`?enduserid=${manager}`)).status).toBe(204);
    expect((await started.provider.read(id)).endUserContext.systemLabels).toEqual(['Bin']);
  });
});

describe('what the service owner reads of a dialog', () => {
  it('is who has seen it, by number', async () => {
    const id = await make();
    await readAsUser(id);

    const seen = (await (await call('GET', `/dialogs/${id}/seenlog`)).json()) as { id: string }[];

    expect(seen).toMatchObject([{ seenBy: { actorId: manager }, isViaServiceOwner: false }]);
    expect(faultsOfShape('/serviceowner/dialogs/{dialogId}/seenlog', seen)).toEqual([]);
    expect(await (await call('GET', `/dialogs/${id}/seenlog/${seen[0]!.id}`)).json()).toEqual(seen[0]);
    expect(await refusalOf(await call('GET', `/dialogs/${id}/seenlog/${v7()}`))).toEqual([404, ['DialogSeenLog']]);
  });

  it('are activities without who performed them, as a list', async () => {
    const id = await make({ activities: [activity()] });

    const activities = (await (await call('GET', `/dialogs/${id}/activities`)).json()) as object[];

    expect(activities).toHaveLength(1);
    expect(activities[0]).not.toHaveProperty('performedBy');
  });

  it('is found by the reference to its own id, and by what it is labelled with', async () => {
    const correspondence = `urn:altinn:correspondence-id:${v7()}`;
    const id = await make({ serviceOwnerContext: { serviceOwnerLabels: [{ value: correspondence }] } });

    for (const reference of [`urn:altinn:dialog-id:${id}`, correspondence]) {
      const found = await (await call('GET', `/dialoglookup?instanceRef=${reference}`)).json();
      expect(found).toMatchObject({ dialogId: id, instanceRef: correspondence });
      expect(faultsOfShape('/serviceowner/dialoglookup', found)).toEqual([]);
    }
  });

  it('does not count the first view for an end user as one through the service owner', async () => {
    const id = await make();
    const shown = async () => {
      const dialog = await (await call('GET', `/dialogs/${id}?enduserid=${manager}`)).json();
      return (dialog as { seenSinceLastUpdate: object[] }).seenSinceLastUpdate;
    };

    expect(await shown()).toMatchObject([{ isViaServiceOwner: false, isCurrentEndUser: true }]);
    expect(await shown()).toMatchObject([{ isViaServiceOwner: true, isCurrentEndUser: true }]);
  });
});

describe('a moment of the past', () => {
  it('is for Dialogporten’s own people to change', async () => {
    const id = await make();
    const path = `/dialogs/${id}/activities/${v7()}/actions/updateFormSavedActivityTime`;

    expect((await call('POST', path, { newCreatedAt: '2026-11-20T00:00:00Z' })).status).toBe(403);
  });
});
