import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import type { DialogDefinition } from '../src/dialogs/dialog-definition.js';
import { Dialogs } from '../src/dialogs/dialogs.js';
import { DialogsModule } from '../src/dialogs/dialogs.module.js';
import { information, representative, transmission } from '../src/dialogs/history.js';
import { problemIn } from './support/problems.js';
import { TallyStage } from './tally/tally-stage.js';
import { tally, type Tally, type TallyChange, type TallyContent, tallyResource } from './tally/tally.js';
import { tallyFeature, tallyKeeper, tallyParty } from './tally/index.js';
import {
  TallyEmbedsController,
  TallyServiceOwnerController,
  TallyWriteActionsController,
} from './tally/tally.controllers.js';

const same = (words: string) => ({ nb: words, nn: words, en: words });

/**
 * A tally that begins with two reports where it begins with more than 100, and counts to what it does not read itself
 * where it meets a 13.
 */
const reported: DialogDefinition<Tally, TallyChange, 'report', TallyContent> = {
  ...tally,
  initial: ({ start = 0 }) => ({ state: 'open', count: start === 13 ? Number.NaN : start }),
  openingHistory: ({ start = 0 }, actor, party, { state: { count } }) =>
    start <= 100
      ? []
      : [
          transmission('report', representative(party), { key: 'first' }),
          transmission('report', actor, { relatedTo: 'first' }),
          information(same(`Begins with ${count}`), actor),
        ],
  apply: (state, change, ...asked) =>
    change.type === 'add' && change.amount === 13
      ? { state: 'open', count: Number.NaN }
      : tally.apply(state, change, ...asked),
};

/** Code of the feature's own that opens dialogs, as one that reads a queue would. */
@Injectable()
class TallyOpener {
  static made: TallyOpener;

  constructor(readonly tallies: Dialogs<typeof reported>) {
    TallyOpener.made = this;
  }
}

@Module({
  imports: [DialogsModule.forFeature(reported)],
  controllers: [TallyWriteActionsController, TallyEmbedsController, TallyServiceOwnerController],
  providers: [TallyOpener],
})
class OpeningTallyModule {}

let stage: TallyStage;

beforeAll(async () => {
  const feature = { ...tallyFeature, module: OpeningTallyModule, definitions: [reported] };
  stage = await TallyStage.set({}, { features: [feature] });
  await stage.addService();
});
afterAll(() => stage.clear());

const open = (body: Record<string, unknown>, headers: Record<string, string> = {}) =>
  stage.asServiceOwner('POST', '/service-owner/dialogs', { party: tallyParty, ...body }, { headers });

describe('a dialog that is opened with content', () => {
  it('is there with it at once: one request, one version', async () => {
    const id = await stage.open({ content: { start: 41 } });
    expect(stage.emulator.dialogs.get(id)).toMatchObject({
      content: { summary: { value: expect.arrayContaining([{ languageCode: 'nb', value: 'Counted to 41' }]) } },
      activities: [{ type: 'DialogCreated' }],
    });
    expect(await stage.here(id)).toMatchObject({ state: 'open', count: 41, version: 1 });
  });

  it('is there with what has happened to it before, by one call', async () => {
    const id = await stage.open({ content: { start: 101 }, performedBy: { actorId: tallyKeeper } });

    const { transmissions, activities } = stage.emulator.dialogs.get(id)!;
    expect(activities).toMatchObject([{ type: 'DialogCreated' }, { type: 'Information' }]);
    expect(JSON.stringify(activities[1]!.description)).toContain('Begins with 101');
    expect(transmissions).toHaveLength(2);
    expect(transmissions.find(({ relatedTransmissionId }) => relatedTransmissionId)).toMatchObject({
      sender: { actorId: tallyKeeper },
      relatedTransmissionId: transmissions.find(({ relatedTransmissionId }) => !relatedTransmissionId)!.id,
    });
    await stage.untilDelivered(id);
    expect(await stage.here(id)).toMatchObject({ version: 1, deliveredVersion: 1 });
    const calls = stage.emulator.requests.list().filter(({ path }) => path.includes(id));
    expect(calls).toEqual([]);
  });

  it.each<[string, object, string, string]>([
    ['a field that is not known', { begin: 1 }, 'content.begin', 'is an unknown field'],
    ['a number that is too large', { start: 1_001 }, 'content.start', 'is not valid'],
    ['a text for a number', { start: '7' }, 'content.start', 'is not valid'],
    ['a text for all of it', { content: 'seven' } as object, 'content', 'must be an object'],
  ])('is refused with %s, and nothing is opened', async (_, content, field, message) => {
    const before = stage.emulator.dialogs.all().length;
    const body = 'content' in content ? content : { content };
    const answer = await open(body as Record<string, unknown>, { 'Accept-Language': 'en' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ field, messages: [message] }] });
    expect(stage.emulator.dialogs.all().length).toBe(before);
  });

  it('is another request when the content is another', async () => {
    const headers = { 'Idempotency-Key': 'one-key' };
    expect((await open({ content: { start: 1 } }, headers)).status).toBe(201);
    expect((await open({ content: { start: 1 } }, headers)).status).toBe(201);
    expect((await open({ content: { start: 2 } }, headers)).status).toBe(422);
  });

  it('can be opened by code of the feature, once for each name', async () => {
    const { tallies: dialogs } = TallyOpener.made;
    const asked = { party: tallyParty, content: { start: 3 } };
    const first = await dialogs.open(asked, { name: 'letter 1' });
    const again = await dialogs.open(asked, { name: 'letter 1' });
    expect(await first.outcome(10_000)).toBe('delivered');
    expect(again.dialogId).toBe(first.dialogId);
    expect(stage.emulator.dialogs.get(first.dialogId)).toMatchObject({ serviceResource: tallyResource });
    await expect(dialogs.open({ ...asked, content: { start: 4 } }, { name: 'letter 1' })).rejects.toMatchObject({
      kind: 'idempotency-key-reused',
    });
  });

  it('is documented, each kind by its own schema', async () => {
    const document = (await (await fetch(`${stage.services[0]!.url}/docs-json`)).json()) as {
      components: { schemas: Record<string, { properties: Record<string, unknown> }> };
    };
    const { OpenDialog, TallyContent } = document.components.schemas;
    expect(OpenDialog?.properties['content']).toMatchObject({ oneOf: [{ $ref: '#/components/schemas/TallyContent' }] });
    expect(TallyContent?.properties).toHaveProperty('start');
  });
});

describe('a state that its definition would not read again', () => {
  it('does not come of a change: that is refused, and the dialog is as it was', async () => {
    const id = await stage.open({ content: { start: 1 } });
    const add = (amount: number) =>
      fetch(`${stage.services[0]!.url}/tallies/${id}/add`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${stage.token(id)}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ amount }),
      });

    await problemIn(await add(13), 500, 'internal-error');
    expect(await stage.here(id)).toMatchObject({ version: 1, count: 1 });
    expect((await add(2)).status).toBe(204);
    expect(await stage.here(id)).toMatchObject({ version: 2, count: 3 });
  });

  it('does not come of an opening: that is refused, and is no earlier request of the same key', async () => {
    const before = stage.emulator.dialogs.all().length;
    const headers = { 'Idempotency-Key': 'thirteen' };
    await problemIn(await open({ content: { start: 13 } }, headers), 500, 'internal-error');
    expect(stage.emulator.dialogs.all()).toHaveLength(before);
    expect((await open({ content: { start: 14 } }, headers)).status).toBe(201);
  });
});
