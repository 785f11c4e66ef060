import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { restaurant } from './support/parties.js';
import { problemIn, refusalIn } from '../support/problems.js';
import { setStage, type Stage } from './support/stage.js';
import { until } from '../support/until.js';

type Press = 'confirm' | 'submit' | 'sign' | 'withdraw' | 'delete';

const manager = 'urn:altinn:person:identifier-no:14886498226';
const byManager = { actorType: 'PartyRepresentative', actorId: manager };
const byServiceOwner = { actorType: 'ServiceOwner' };

/** The buttons that lead to each state, and those that it offers. */
const states: Record<string, { path: Press[]; status: string; offers: Press[] }> = {
  'awaiting-confirmation': { path: [], status: 'RequiresAttention', offers: ['confirm', 'withdraw'] },
  draft: { path: ['confirm'], status: 'Draft', offers: ['submit', 'withdraw'] },
  'awaiting-signature': { path: ['confirm', 'submit'], status: 'RequiresAttention', offers: ['sign', 'withdraw'] },
  'awaiting-decision': { path: ['confirm', 'submit', 'sign'], status: 'Awaiting', offers: ['withdraw'] },
};

describe('a button', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await setStage();
  });

  afterAll(() => stage.clear());

  /** A token for that dialog that may do everything, also what its present state does not offer. */
  function anyToken(dialogId: string, claims: Record<string, unknown> = {}): string {
    return stage.emulator.signDialogToken({
      c: manager,
      l: 4,
      p: restaurant,
      s: 'urn:altinn:resource:serving-licence',
      i: dialogId,
      a: 'read;write;confirm;delete;sign,urn:altinn:task:signing',
      ...claims,
    });
  }

  async function dialogIn(state: string): Promise<string> {
    const id = await stage.parties.openDialog();
    for (const action of states[state]?.path ?? states['awaiting-decision']!.path) {
      await pressed(await stage.parties.press(action, id, anyToken(id)));
    }
    if (state === 'decided') await pressed(await decide(id));
    if (state === 'withdrawn') await pressed(await stage.parties.press('withdraw', id, anyToken(id)));
    return id;
  }

  function decide(id: string, decision: unknown = { granted: true }): Promise<Response> {
    return stage.parties.asServiceOwner('POST', `/${id}/decision`, decision);
  }

  /** The change was made: 204, with nothing in it. */
  async function pressed(answer: Response): Promise<void> {
    expect([answer.status, await answer.text()]).toEqual([204, '']);
  }

  function there(id: string) {
    return stage.emulator.dialogs.get(id)!;
  }

  async function here(id: string): Promise<Record<string, unknown>> {
    return (await (await stage.parties.asServiceOwner('GET', `/${id}`)).json()) as Record<string, unknown>;
  }

  async function asItIs(id: string): Promise<unknown> {
    await until(async () => {
      const { version, deliveredVersion } = await here(id);
      return version === deliveredVersion;
    });
    return { here: await here(id), revision: there(id).revision, activities: there(id).activities };
  }

  function offered(id: string): string[] {
    return there(id)
      .guiActions.filter(({ httpMethod }) => httpMethod !== 'GET')
      .map(({ url, httpMethod }) => (httpMethod === 'DELETE' ? 'delete' : url.split('/').at(-1)!));
  }

  it('takes a dialog through its whole life, and Dialogporten shows each step', async () => {
    const id = await stage.parties.openDialog();

    await pressed(await stage.parties.pressAs('daglig-leder', 'confirm', id));
    expect(there(id)).toMatchObject({
      status: 'Draft',
      activities: [{ type: 'DialogCreated' }, { type: 'Information', performedBy: byManager }],
    });
    expect(there(id).activities[1]!.description!.map(({ languageCode }) => languageCode)).toEqual(['en', 'nb', 'nn']);

    await pressed(await stage.parties.pressAs('daglig-leder', 'submit', id));
    expect(there(id).status).toBe('RequiresAttention');
    expect(there(id).activities.at(-1)).toMatchObject({ type: 'FormSubmitted', performedBy: byManager });
    expect(there(id).transmissions).toEqual([
      expect.objectContaining({ type: 'Submission', sender: expect.objectContaining({ actorId: restaurant }) }),
    ]);

    await pressed(await stage.parties.pressAs('daglig-leder', 'sign', id));
    expect(there(id).status).toBe('Awaiting');
    expect(there(id).activities.at(-1)).toMatchObject({ type: 'SignatureProvided', performedBy: byManager });

    await pressed(await decide(id, { granted: true, reason: 'Alt i orden' }));
    expect(there(id).status).toBe('Completed');
    expect(there(id).activities.at(-1)).toMatchObject({ performedBy: byServiceOwner });
    expect(there(id).transmissions.at(-1)).toMatchObject({ type: 'Decision', sender: byServiceOwner });

    expect(there(id).activities).toHaveLength(5);
    expect(there(id).transmissions).toHaveLength(2);
    expect(await here(id)).toMatchObject({ state: 'decided', granted: true, version: 5, deliveredVersion: 5 });
  });

  it('is offered where the state allows it, and nowhere else', async () => {
    for (const [state, { offers, status }] of Object.entries(states)) {
      const id = await dialogIn(state);
      expect([state, there(id).status, offered(id).toSorted()]).toEqual([state, status, offers.toSorted()]);
    }
    expect(offered(await dialogIn('decided'))).toEqual(['delete']);
  });

  it('is the address that the portal was given', async () => {
    const id = await stage.parties.openDialog();
    const { guiActions, dialogToken } = await stage.parties.dialogFor('daglig-leder', id);
    const { url, httpMethod } = guiActions.find(({ action }) => action === 'confirm')!;
    const headers = { Authorization: `Bearer ${dialogToken}`, Accept: 'application/json' };
    await pressed(await fetch(url, { method: httpMethod, headers }));
    expect(there(id).status).toBe('Draft');
  });

  const notOffered = [...Object.entries(states), ['decided', { offers: ['delete'] }] as const].flatMap(
    ([state, { offers }]) =>
      (['confirm', 'submit', 'sign', 'withdraw'] as const)
        .filter((action) => !(offers as readonly Press[]).includes(action))
        .map((action) => [action, state] as const),
  );

  it.each(notOffered)('to %s is refused in the state %s, and changes nothing', async (action, state) => {
    const id = await dialogIn(state);
    const before = await asItIs(id);
    expect(await refusalIn(await stage.parties.press(action, id, anyToken(id)))).toBe('409 conflict');
    expect(await asItIs(id)).toEqual(before);
  });

  it.each(
    Object.keys(states)
      .filter((state) => state !== 'awaiting-decision')
      .concat('decided'),
  )('to decide is refused in the state %s, and changes nothing', async (state) => {
    const id = await dialogIn(state);
    const before = await asItIs(id);
    expect(await refusalIn(await decide(id, { granted: false }))).toBe('409 conflict');
    expect(await asItIs(id)).toEqual(before);
  });

  it.each(Object.entries(states))('to withdraw deletes a dialog in the state %s', async (state) => {
    const id = await dialogIn(state);
    await pressed(await stage.parties.pressAs('daglig-leder', 'delete', id));
    expect(there(id).deletedAt).toEqual(expect.any(String));
    expect(there(id).activities.at(-1)).toMatchObject({ type: 'DialogDeleted', performedBy: byManager });
    expect(await here(id)).toMatchObject({ state: 'withdrawn' });
  });

  it.each<Press>(['confirm', 'submit', 'sign', 'delete'])(
    'to %s says gone once the dialog is deleted',
    async (action) => {
      const id = await dialogIn('withdrawn');
      const before = await asItIs(id);
      expect(await refusalIn(await stage.parties.press(action, id, anyToken(id)))).toBe('410 gone');
      expect(await asItIs(id)).toEqual(before);
    },
  );

  it('to decide says gone once the dialog is deleted', async () => {
    expect(await refusalIn(await decide(await dialogIn('withdrawn')))).toBe('410 gone');
  });

  it('to delete a decided dialog is refused for thirty days, and says until when', async () => {
    const id = await dialogIn('decided');
    const before = await asItIs(id);
    const answer = await stage.parties.pressAs('daglig-leder', 'delete', id);
    const name = 'urn:altinn:problem:minimum-persistence-lifetime-not-satisfied';
    const { gracePeriodDays, archivedAt, deletionAllowedAt } = await problemIn(answer, 422, name);
    expect(gracePeriodDays).toBe(30);
    expect(archivedAt).toBe(new Date(String(archivedAt)).toISOString());
    expect(archivedAt).toBe((await here(id))['changedAt']);
    expect(Date.parse(String(deletionAllowedAt)) - Date.parse(String(archivedAt))).toBe(30 * 86_400_000);
    expect(await asItIs(id)).toEqual(before);
  });

  it.each<[string, Press]>([
    ['awaiting-confirmation', 'confirm'],
    ['draft', 'submit'],
    ['awaiting-signature', 'sign'],
    ['awaiting-decision', 'delete'],
  ])(
    'pressed again with the same token in the state %s answers as it did, and changes nothing',
    async (state, action) => {
      const id = await dialogIn(state);
      const token = anyToken(id);
      await pressed(await stage.parties.press(action, id, token));
      const after = await asItIs(id);
      await pressed(await stage.parties.press(action, id, token));
      await pressed(await stage.parties.press(action, id, token));
      expect(await asItIs(id)).toEqual(after);
    },
  );

  it('pressed ten times at once with the same token makes its change once', async () => {
    const id = await stage.parties.openDialog();
    const token = anyToken(id);
    const answers = await Promise.all(Array.from({ length: 10 }, () => stage.parties.press('confirm', id, token)));
    for (const answer of answers) await pressed(answer);
    expect(there(id).activities.map(({ type }) => type)).toEqual(['DialogCreated', 'Information']);
    expect(await here(id)).toMatchObject({ version: 2 });
  });

  it('pressed by ten people at once makes its change for one of them', async () => {
    const id = await stage.parties.openDialog();
    const presses = Array.from({ length: 10 }, (_, index) =>
      stage.parties.press(
        'confirm',
        id,
        anyToken(id, { c: `urn:altinn:person:idporten-email:user${index}@example.no` }),
      ),
    );
    const statuses = (await Promise.all(presses)).map(({ status }) => status).toSorted();
    expect(statuses).toEqual([204, ...Array(9).fill(409)]);
    expect(there(id).activities.map(({ type }) => type)).toEqual(['DialogCreated', 'Information']);
  });

  it('pressed with a token that has done something else does what it says', async () => {
    const id = await stage.parties.openDialog();
    const token = anyToken(id);
    for (const action of ['confirm', 'submit', 'sign'] as const)
      await pressed(await stage.parties.press(action, id, token));
    expect(await here(id)).toMatchObject({ state: 'awaiting-decision', version: 4 });
  });

  it.each([
    ['medarbeider', 'urn:altinn:person:identifier-no:27897910190'],
    // A system user acts for the organisation that is the consumer.
    ['systembruker', 'urn:altinn:organization:identifier-no:310456810'],
  ])('pressed by %s is noted as done by that consumer, not by the party', async (persona, actorId) => {
    const id = await stage.parties.openDialog();
    await pressed(await stage.parties.pressAs(persona, 'confirm', id));
    const { performedBy } = there(id).activities.at(-1)!;
    expect(performedBy).toMatchObject({ actorType: 'PartyRepresentative', actorId });
  });

  it('serves a person with a dialog of their own', async () => {
    const party = 'urn:altinn:person:identifier-no:21848510170';
    const id = await stage.parties.openDialog({ party });
    for (const action of ['confirm', 'submit', 'sign'] as const) {
      await pressed(await stage.parties.pressAs('privatperson', action, id));
    }
    expect(there(id)).toMatchObject({ status: 'Awaiting', party });
    const actors = there(id)
      .activities.slice(1)
      .map(({ performedBy }) => performedBy.actorId);
    expect(actors).toEqual([party, party, party]);
  });

  it('keeps what the service owner said of the dialog', async () => {
    const dueAt = '2099-06-01T10:00:00.000Z';
    const id = await stage.parties.openDialog({ title: { nb: 'Måken' }, dueAt, externalReference: 'sak 1' });
    await pressed(await stage.parties.pressAs('daglig-leder', 'confirm', id));
    expect(Date.parse(there(id).dueAt!)).toBe(Date.parse(dueAt));
    expect(there(id)).toMatchObject({
      externalReference: 'sak 1',
      content: { title: { value: [{ value: 'Måken' }, {}, {}] } },
    });
  });

  it.each([
    ['no answer', {}, 'granted'],
    ['an answer in words', { granted: 'yes' }, 'granted'],
    ['a number', { granted: 1 }, 'granted'],
    ['an empty reason', { granted: true, reason: '' }, 'reason'],
    ['a reason that is a number', { granted: true, reason: 1 }, 'reason'],
    ['a reason that is too long', { granted: true, reason: 'x'.repeat(1_001) }, 'reason'],
    ['a reason with a NUL', { granted: true, reason: 'a\0b' }, 'reason'],
    ['an unknown field', { granted: true, colour: 'red' }, 'colour'],
  ])('to decide is refused with %s', async (_what, decision, field) => {
    const id = await dialogIn('awaiting-decision');
    const { errors } = await problemIn(await decide(id, decision), 400, 'invalid-request');
    expect(errors!.map((error) => error.field)).toEqual([field]);
    expect(await here(id)).toMatchObject({ state: 'awaiting-decision' });
  });

  it.each(['For mange anmerkninger', null])('to decide may say no, with the reason %j', async (reason) => {
    const id = await dialogIn('awaiting-decision');
    await pressed(await decide(id, { granted: false, reason }));
    expect(await here(id)).toMatchObject({ state: 'decided', granted: false });
  });
});
