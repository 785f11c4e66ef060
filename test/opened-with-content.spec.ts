import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { Dialogs } from '../src/dialogs/dialogs.js';
import { DialogsModule } from '../src/dialogs/dialogs.module.js';
import { TallyStage } from './tally/tally-stage.js';
import { tally, tallyResource } from './tally/tally.js';
import { tallyFeature, tallyParty } from './tally/index.js';
import {
  TallyEmbedsController,
  TallyServiceOwnerController,
  TallyWriteActionsController,
} from './tally/tally.controllers.js';

/** Code of the feature's own that opens dialogs, as one that reads a queue would. */
@Injectable()
class TallyOpener {
  static made: TallyOpener;

  constructor(readonly tallies: Dialogs<typeof tally>) {
    TallyOpener.made = this;
  }
}

@Module({
  imports: [DialogsModule.forFeature(tally)],
  controllers: [TallyWriteActionsController, TallyEmbedsController, TallyServiceOwnerController],
  providers: [TallyOpener],
})
class OpeningTallyModule {}

describe('a dialog that is opened with content', () => {
  let stage: TallyStage;

  beforeAll(async () => {
    stage = await TallyStage.set({}, { features: [{ ...tallyFeature, module: OpeningTallyModule }] });
    await stage.addService();
  });
  afterAll(() => stage.clear());

  const open = (body: Record<string, unknown>, headers: Record<string, string> = {}) =>
    stage.asServiceOwner('POST', '/service-owner/dialogs', { party: tallyParty, ...body }, { headers });

  it('is there with it at once: one request, one version', async () => {
    const id = await stage.open({ content: { start: 41 } });
    expect(stage.emulator.dialogs.get(id)).toMatchObject({
      content: { summary: { value: expect.arrayContaining([{ languageCode: 'nb', value: 'Counted to 41' }]) } },
      activities: [{ type: 'DialogCreated' }],
    });
    expect(await stage.here(id)).toMatchObject({ state: 'open', count: 41, version: 1 });
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
