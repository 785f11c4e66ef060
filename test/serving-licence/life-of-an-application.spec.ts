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

describe('an application', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await setStage();
  });

  afterAll(() => stage.clear());

  /** A token for that dialog that may do everything, also what its present state does not offer. */
  function anyToken(dialogId: string): string {
    return stage.emulator.signDialogToken({
      c: manager,
      l: 4,
      p: restaurant,
      s: 'urn:altinn:resource:serving-licence',
      i: dialogId,
      a: 'read;write;confirm;delete;sign,urn:altinn:task:signing',
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

  /** Until it is noted here that Dialogporten has the newest version, which the answer does not wait for. */
  async function untilDelivered(id: string): Promise<void> {
    await until(async () => {
      const { version, deliveredVersion } = await here(id);
      return version === deliveredVersion;
    });
  }

  async function asItIs(id: string): Promise<unknown> {
    await untilDelivered(id);
    return { here: await here(id), revision: there(id).revision, activities: there(id).activities };
  }

  function offered(id: string): string[] {
    return there(id)
      .guiActions.filter(({ httpMethod }) => httpMethod !== 'GET')
      .map(({ url, httpMethod }) => (httpMethod === 'DELETE' ? 'delete' : url.split('/').at(-1)!));
  }

  it('goes through its whole life, and Dialogporten shows each step', async () => {
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
    await untilDelivered(id);
    expect(await here(id)).toMatchObject({ state: 'decided', granted: true, version: 5, deliveredVersion: 5 });
  });

  it('has the status and the buttons of its state, and no others', async () => {
    for (const [state, { offers, status }] of Object.entries(states)) {
      const id = await dialogIn(state);
      expect([state, there(id).status, offered(id).toSorted()]).toEqual([state, status, offers.toSorted()]);
    }
    expect(offered(await dialogIn('decided'))).toEqual(['delete']);
  });

  it.each(
    Object.keys(states)
      .filter((state) => state !== 'awaiting-decision')
      .concat('decided'),
  )('is not decided in the state %s, and changes nothing', async (state) => {
    const id = await dialogIn(state);
    const before = await asItIs(id);
    expect(await refusalIn(await decide(id, { granted: false }))).toBe('409 conflict');
    expect(await asItIs(id)).toEqual(before);
  });

  it('is not decided once it is withdrawn', async () => {
    expect(await refusalIn(await decide(await dialogIn('withdrawn')))).toBe('410 gone');
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
  ])('is not decided with %s', async (_what, decision, field) => {
    const id = await dialogIn('awaiting-decision');
    const { errors } = await problemIn(await decide(id, decision), 400, 'invalid-request');
    expect(errors!.map((error) => error.field)).toEqual([field]);
    expect(await here(id)).toMatchObject({ state: 'awaiting-decision' });
  });

  it.each(['For mange anmerkninger', null])('may be refused, with the reason %j', async (reason) => {
    const id = await dialogIn('awaiting-decision');
    await pressed(await decide(id, { granted: false, reason }));
    expect(await here(id)).toMatchObject({ state: 'decided', granted: false });
  });
});
