import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { problemIn, refusalIn } from './support/problems.js';
import { tallyKeeper } from './tally/index.js';
import { type TallyButton, TallyStage } from './tally/tally-stage.js';

const byKeeper = { actorType: 'PartyRepresentative', actorId: tallyKeeper };

describe('a button', () => {
  let stage: TallyStage;

  beforeAll(async () => {
    stage = await TallyStage.set();
    await stage.addService();
  });

  afterAll(() => stage.clear());

  const states: Record<string, (id: string) => Promise<Response>> = {
    closed: (id) => stage.close(id),
    approved: (id) => stage.press('approve', id),
    deleted: (id) => stage.press('delete', id),
  };

  async function tallyThatIs(state: string): Promise<string> {
    const id = await stage.open();
    await made(await states[state]!(id));
    return id;
  }

  /** The change was made: 204, with nothing in it. */
  async function made(answer: Response): Promise<void> {
    expect([answer.status, await answer.text()]).toEqual([204, '']);
  }

  function there(id: string) {
    return stage.emulator.dialogs.get(id)!;
  }

  async function asItIs(id: string): Promise<unknown> {
    await stage.untilDelivered(id);
    return { here: await stage.here(id), revision: there(id).revision, activities: there(id).activities };
  }

  it('is answered 204, and Dialogporten shows each step already', async () => {
    const id = await stage.open();

    await made(await stage.count(id));
    expect(there(id)).toMatchObject({
      status: 'InProgress',
      content: { summary: { value: [{ value: 'Counted to 1' }, {}, {}] } },
      activities: [{ type: 'DialogCreated' }, { type: 'Information', performedBy: byKeeper }],
    });
    expect(there(id).activities[1]!.description!.map(({ languageCode }) => languageCode)).toEqual(['en', 'nb', 'nn']);

    await made(await stage.close(id));
    expect(there(id)).toMatchObject({
      status: 'Completed',
      transmissions: [{ type: 'Information', sender: { actorType: 'ServiceOwner' } }],
    });
    expect(there(id).activities.at(-1)).toMatchObject({
      type: 'DialogClosed',
      performedBy: { actorType: 'ServiceOwner' },
    });
    await stage.untilDelivered(id);
    expect(await stage.here(id)).toMatchObject({ state: 'closed', count: 1, version: 3, deliveredVersion: 3 });
  });

  it('is the address that the portal was given', async () => {
    const id = await stage.open();
    const { guiActions, dialogToken } = await stage.shownTo('employee', id);
    const { url, httpMethod } = guiActions.find(({ action }) => action === 'write')!;
    const headers = { Authorization: `Bearer ${dialogToken}`, Accept: 'application/json' };
    await made(await fetch(url, { method: httpMethod, headers }));
    expect(stage.countedThere(id)).toBe(1);
  });

  it('that deletes is marked, and its method is DELETE', async () => {
    const [button] = there(await tallyThatIs('approved')).guiActions;
    expect(button).toMatchObject({ action: 'delete', httpMethod: 'DELETE', isDeleteDialogAction: true });
  });

  it.each<[TallyButton, string]>([
    ['count', 'closed'],
    ['approve', 'closed'],
    ['count', 'approved'],
    ['approve', 'approved'],
  ])('to %s is refused in the state %s, and changes nothing', async (button, state) => {
    const id = await tallyThatIs(state);
    const before = await asItIs(id);
    expect(await refusalIn(await stage.press(button, id))).toBe('409 conflict');
    expect(await asItIs(id)).toEqual(before);
  });

  it('of the service owner is refused where the state does not allow it, and changes nothing', async () => {
    const id = await tallyThatIs('closed');
    const before = await asItIs(id);
    expect(await refusalIn(await stage.close(id))).toBe('409 conflict');
    expect(await asItIs(id)).toEqual(before);
  });

  it.each(['open', 'closed'])('to delete deletes a dialog in the state %s', async (state) => {
    const id = state === 'open' ? await stage.open() : await tallyThatIs(state);
    await made(await stage.press('delete', id));
    expect(there(id).deletedAt).toEqual(expect.any(String));
    expect(there(id).activities.at(-1)).toMatchObject({ type: 'DialogDeleted', performedBy: byKeeper });
    expect(await stage.here(id)).toMatchObject({ state: 'deleted' });
  });

  it.each<TallyButton>(['count', 'approve', 'delete'])('to %s says gone once the dialog is deleted', async (button) => {
    const id = await tallyThatIs('deleted');
    const before = await asItIs(id);
    expect(await refusalIn(await stage.press(button, id))).toBe('410 gone');
    expect(await asItIs(id)).toEqual(before);
  });

  it('of the service owner says gone once the dialog is deleted', async () => {
    expect(await refusalIn(await stage.close(await tallyThatIs('deleted')))).toBe('410 gone');
  });

  it('to delete what must be kept is refused for thirty days, and says until when', async () => {
    const id = await tallyThatIs('approved');
    const before = await asItIs(id);
    const answer = await stage.press('delete', id);
    const name = 'urn:altinn:problem:minimum-persistence-lifetime-not-satisfied';
    const { gracePeriodDays, archivedAt, deletionAllowedAt } = await problemIn(answer, 422, name);
    expect(gracePeriodDays).toBe(30);
    expect(archivedAt).toBe(new Date(String(archivedAt)).toISOString());
    expect(archivedAt).toBe((await stage.here(id))['changedAt']);
    expect(Date.parse(String(deletionAllowedAt)) - Date.parse(String(archivedAt))).toBe(30 * 86_400_000);
    expect(await asItIs(id)).toEqual(before);
  });

  it.each<TallyButton>(['count', 'approve', 'delete'])(
    'to %s, pressed again with the same token, answers as it did, and changes nothing',
    async (button) => {
      const id = await stage.open();
      const token = stage.token(id);
      await made(await stage.press(button, id, { token }));
      const after = await asItIs(id);
      await made(await stage.press(button, id, { token }));
      await made(await stage.press(button, id, { token }));
      expect(await asItIs(id)).toEqual(after);
    },
  );

  it('pressed ten times at once with the same token makes its change once', async () => {
    const id = await stage.open();
    const token = stage.token(id);
    const answers = await Promise.all(Array.from({ length: 10 }, () => stage.count(id, { token })));
    for (const answer of answers) await made(answer);
    expect(stage.activities(id)).toEqual(['DialogCreated', 'Information']);
    expect(await stage.here(id)).toMatchObject({ version: 2 });
  });

  it('pressed by ten people at once makes its change for one of them, where the state allows one', async () => {
    const id = await stage.open();
    const presses = Array.from({ length: 10 }, (_, index) =>
      stage.press('approve', id, {
        token: stage.token(id, { c: `urn:altinn:person:idporten-email:user${index}@example.no` }),
      }),
    );
    const statuses = (await Promise.all(presses)).map(({ status }) => status).toSorted();
    expect(statuses).toEqual([204, ...Array(9).fill(409)]);
    expect(stage.activities(id)).toEqual(['DialogCreated', 'SignatureProvided']);
  });

  it('pressed with a token that has done something else does what it says', async () => {
    const id = await stage.open();
    const token = stage.token(id);
    for (const button of ['count', 'approve'] as const) await made(await stage.press(button, id, { token }));
    expect(await stage.here(id)).toMatchObject({ state: 'approved', count: 1, version: 3 });
  });

  const organisation = 'urn:altinn:organization:identifier-no:310456810';

  it.each<[string, Record<string, unknown>]>([
    ['a person', { c: 'urn:altinn:person:identifier-no:27897910190' }],
    // It acts for the organisation that is the consumer.
    [
      'a system user',
      {
        c: organisation,
        y: 'urn:altinn:systemuser:uuid:5c1f2a0e-7f0b-4c53-9d4e-0a8f7f3d2b61',
        o: organisation,
      },
    ],
  ])('pressed by %s is noted as done by that consumer, not by the party', async (_who, claims) => {
    const id = await stage.open();
    await made(await stage.count(id, { token: stage.token(id, claims) }));
    const { performedBy } = there(id).activities.at(-1)!;
    expect(performedBy).toMatchObject({ actorType: 'PartyRepresentative', actorId: claims['c'] });
  });

  it('serves a person with a dialog of their own', async () => {
    const party = 'urn:altinn:person:identifier-no:27897910190';
    const id = await stage.open({ party });
    await made(await stage.count(id, { token: stage.token(id, { c: party, p: party }) }));
    expect(there(id)).toMatchObject({ party, activities: [{}, { performedBy: { actorId: party } }] });
  });

  it('keeps what the service owner said of the dialog', async () => {
    const dueAt = '2099-06-01T10:00:00.000Z';
    const id = await stage.open({ title: { nb: 'Måken' }, dueAt, externalReference: 'sak 1' });
    await made(await stage.count(id));
    expect(Date.parse(there(id).dueAt!)).toBe(Date.parse(dueAt));
    expect(there(id)).toMatchObject({
      externalReference: 'sak 1',
      content: { title: { value: [{ value: 'Måken' }, {}, {}] } },
    });
  });

  function add(id: string, input: object, token = stage.token(id)): Promise<Response> {
    return fetch(`${stage.services[0]!.url}/tallies/${id}/add`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(input),
    });
  }

  it('with input takes it from the body, for those whom the token lets do so', async () => {
    const id = await stage.open();
    expect(await refusalIn(await add(id, { amount: 7 }, stage.token(id, { a: 'read' })))).toBe('403 missing-action');
    await made(await add(id, { amount: 7 }, stage.token(id, { a: 'write' })));
    expect(await stage.here(id)).toMatchObject({ count: 7, version: 2 });
  });

  it.each([
    ['nothing', {}, 'amount'],
    ['a number in words', { amount: 'two' }, 'amount'],
    ['a fraction', { amount: 1.5 }, 'amount'],
    ['a number that is too small', { amount: 0 }, 'amount'],
    ['a number that is too large', { amount: 1_001 }, 'amount'],
    ['an unknown field', { amount: 1, colour: 'red' }, 'colour'],
  ])('with input is refused with %s', async (_what, input, field) => {
    const id = await stage.open();
    const { errors } = await problemIn(await add(id, input), 400, 'invalid-request');
    expect(errors!.map((error) => [error.field, error.messages.length > 0])).toEqual([[field, true]]);
    expect(await stage.here(id)).toMatchObject({ state: 'open', count: 0, version: 1 });
  });
});
