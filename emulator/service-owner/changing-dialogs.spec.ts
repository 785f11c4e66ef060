import { describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { refusalOf } from '../testing/answers.js';
import { activity, dialogFields, guiAction, newDialog, restaurant, text, transmission } from '../testing/dialogs.js';
import { startedForTests } from '../testing/started-for-tests.js';

const standIn = startedForTests();

describe('replacing a dialog', () => {
  it('replaces the fields, drops those left out, and makes a new revision', async () => {
    const id = await standIn.provider.create(
      newDialog({ progress: 10, guiActions: [guiAction()], externalReference: 'case 7' }),
    );
    const before = await standIn.provider.read(id);
    const action = { ...before.guiActions[0], action: 'write' };

    const response = await standIn.provider.call(
      'PUT',
      `/dialogs/${id}`,
      dialogFields({ guiActions: [action], status: 'Draft' }),
    );

    const after = await standIn.provider.read(id);
    expect([response.status, response.headers.get('etag')]).toEqual([204, after.revision]);
    expect(after.revision).not.toBe(before.revision);
    expect(after).toMatchObject({
      status: 'Draft',
      party: restaurant,
      guiActions: [action],
      createdAt: before.createdAt,
    });
    expect(after).not.toHaveProperty('progress');
    expect(after).not.toHaveProperty('externalReference');
  });

  it('appends transmissions and activities, and replaces none', async () => {
    const id = await standIn.provider.create(newDialog({ transmissions: [transmission()], activities: [activity()] }));
    const before = await standIn.provider.read(id);

    await standIn.provider.call(
      'PUT',
      `/dialogs/${id}`,
      dialogFields({
        transmissions: [transmission({ type: 'Submission' })],
        activities: [activity({ type: 'FormSaved' })],
      }),
    );
    await standIn.provider.call('PUT', `/dialogs/${id}`, dialogFields({ transmissions: [], activities: null }));

    const after = await standIn.provider.read(id);
    expect(after.transmissions).toMatchObject([before.transmissions[0], { type: 'Submission' }]);
    expect(after.activities).toMatchObject([before.activities[0], { type: 'FormSaved' }]);
    expect(after).toMatchObject({ fromServiceOwnerTransmissionsCount: 1, fromPartyTransmissionsCount: 1 });
  });

  it.each(['transmissions', 'activities'] as const)(
    'answers repeated %s with 422, and changes nothing',
    async (kind) => {
      const entity = kind === 'transmissions' ? transmission({ id: v7() }) : activity({ id: v7() });
      const id = await standIn.provider.create(newDialog({ [kind]: [entity] }));
      const before = await standIn.provider.read(id);

      const response = await standIn.provider.call('PUT', `/dialogs/${id}`, dialogFields({ [kind]: [entity] }));

      expect(await refusalOf(response)).toEqual([
        422,
        [kind === 'transmissions' ? 'DialogTransmission' : 'DialogActivity'],
      ]);
      expect(await standIn.provider.read(id)).toEqual(before);
    },
  );

  it('answers a stale revision with 412, and the latest with 204', async () => {
    const id = await standIn.provider.create(newDialog());
    const { revision } = await standIn.provider.read(id);
    await standIn.provider.call('PUT', `/dialogs/${id}`, dialogFields({ progress: 1 }), { 'if-match': revision });

    const stale = await standIn.provider.call('PUT', `/dialogs/${id}`, dialogFields(), { 'if-match': revision });
    const latest = await standIn.provider.call('PUT', `/dialogs/${id}`, dialogFields(), {
      'if-match': (await standIn.provider.read(id)).revision,
    });

    expect([stale.status, latest.status]).toEqual([412, 204]);
  });

  it.each(['*', 'W/"x"', `"${v7()}"`])('refuses an If-Match of %s: only the bare revision will do', async (ifMatch) => {
    const id = await standIn.provider.create(newDialog());

    expect((await standIn.provider.call('PUT', `/dialogs/${id}`, dialogFields(), { 'if-match': ifMatch })).status).toBe(
      400,
    );
  });

  it('looks at the body before the dialog: an invalid one is 400, also for a dialog that is gone', async () => {
    const id = await standIn.provider.create(newDialog());
    await standIn.provider.call('DELETE', `/dialogs/${id}`);
    const wrong = dialogFields({ progress: 101 });

    expect((await standIn.provider.call('PUT', `/dialogs/${id}`, wrong, { 'if-match': v7() })).status).toBe(400);
    expect((await standIn.provider.call('PUT', `/dialogs/${id}`, dialogFields(), { 'if-match': v7() })).status).toBe(
      410,
    );
  });

  it('refuses actions and attachments that another dialog has', async () => {
    const action = guiAction({ id: v7() });
    await standIn.provider.create(newDialog({ guiActions: [action] }));
    const id = await standIn.provider.create(newDialog());

    const response = await standIn.provider.call('PUT', `/dialogs/${id}`, dialogFields({ guiActions: [action] }));

    expect(await refusalOf(response)).toEqual([422, ['DialogGuiAction']]);
  });
});

describe('patching a dialog', () => {
  it('changes what the patch names, keeps the rest, and appends', async () => {
    const id = await standIn.provider.create(
      newDialog({ progress: 10, guiActions: [guiAction()], activities: [activity()] }),
    );
    const before = await standIn.provider.read(id);

    const response = await standIn.provider.call(
      'PATCH',
      `/dialogs/${id}`,
      [
        { op: 'replace', path: '/status', value: 'Completed' },
        { op: 'add', path: '/content/summary', value: text('Done') },
        { op: 'add', path: '/activities/-', value: activity({ type: 'DialogClosed' }) },
      ],
      { 'content-type': 'application/json-patch+json' },
    );

    const after = await standIn.provider.read(id);
    expect([response.status, response.headers.get('etag')]).toEqual([204, after.revision]);
    expect(after).toMatchObject({
      status: 'Completed',
      progress: 10,
      guiActions: before.guiActions,
      content: { title: before.content.title, summary: text('Done') },
      activities: [before.activities[0], { type: 'DialogClosed' }],
    });
  });

  it.each([
    ['an operation that fails', [{ op: 'remove', path: '/nothing' }]],
    ['an outcome against the rules', [{ op: 'replace', path: '/status', value: 'Signing' }]],
    ['an outcome beyond its bounds', [{ op: 'replace', path: '/progress', value: 101 }]],
    ['a field that is not for changing', [{ op: 'add', path: '/party', value: restaurant }]],
    ['a body that is no patch', { status: 'Completed' }],
  ])('refuses %s, and changes nothing', async (_what, patch) => {
    const id = await standIn.provider.create(newDialog());
    const before = await standIn.provider.read(id);

    expect((await standIn.provider.call('PATCH', `/dialogs/${id}`, patch)).status).toBe(400);
    expect(await standIn.provider.read(id)).toEqual(before);
  });
});
