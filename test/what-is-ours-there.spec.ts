import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { MaskinportenCaller } from '../emulator/testing/maskinporten-caller.js';
import type { Attachment, DialogDefinition, GuiAction } from '../src/dialogs/dialog-definition.js';
import { DialogsModule } from '../src/dialogs/dialogs.module.js';
import type { Feature } from '../src/feature.js';
import { until } from './support/until.js';
import { tallyFeature } from './tally/index.js';
import { tallyClient } from './tally/tally.client.js';
import { TallyEmbedsController, TallyWriteActionsController } from './tally/tally.controllers.js';
import { TallyStage } from './tally/tally-stage.js';
import { tally, type Tally, type TallyChange } from './tally/tally.js';

const same = (text: string) => ({ nb: text, nn: text, en: text });

const file = (name: string): Attachment => ({
  name,
  displayName: same(name),
  mediaType: 'application/pdf',
  path: (id) => `/files/${id}`,
});

const button = (name: string, path: string): GuiAction => ({
  name,
  action: 'write',
  priority: 'Tertiary',
  httpMethod: 'POST',
  path,
  title: same(name),
});

/** A tally with a tag and a file that follow from what it holds, and with several buttons and files. */
const labelled: DialogDefinition<Tally, TallyChange, 'report'> = {
  ...tally,
  transmissions: {
    report: { ...tally.transmissions.report, attachments: () => ['z', 'a', 'm', 'b'].map(file) },
  },
  view: (dialog) => ({
    ...tally.view(dialog),
    searchTags: [`counted-${dialog.state.count}`],
    attachments: ['zebra', 'ape', `page-${dialog.state.count}`, 'bear'].map(file),
    guiActions: ['zoom', 'add', 'move', 'beat'].map((name) => button(name, `/tallies/${dialog.id}/count`)),
    apiActions: [
      { name: `at-${dialog.state.count}`, action: 'write', httpMethod: 'POST', path: `/tallies/${dialog.id}/add` },
    ],
  }),
};

@Controller('files')
class LabelledFilesController {
  @Get(':id')
  file(): void {}
}

@Module({
  imports: [DialogsModule.forFeature(labelled)],
  controllers: [TallyWriteActionsController, TallyEmbedsController, LabelledFilesController],
})
class LabelledModule {}

const features: readonly Feature[] = [{ ...tallyFeature, module: LabelledModule }];
const pathOf = (id: string) => `/dialogporten/api/v1/serviceowner/dialogs/${id}`;

let stage: TallyStage;
let colleague: MaskinportenCaller;

beforeAll(async () => {
  stage = await TallyStage.set({}, { features });
  await stage.addService();
  colleague = new MaskinportenCaller(stage.emulator.url, tallyClient.clientId, tallyClient.privateJwk);
});
afterEach(() => stage.emulator.faults.clear());
afterAll(() => stage.clear());

const there = (id: string) => stage.emulator.dialogs.get(id)!;
const tags = (id: string) => there(id).searchTags.map(({ value }) => value);
const files = (id: string) => there(id).attachments.map(({ displayName }) => displayName![0]!.value);

async function addTag(id: string): Promise<void> {
  const patch = [{ op: 'add', path: '/searchTags/-', value: { value: 'theirs' } }];
  expect((await colleague.call('PATCH', `/dialogs/${id}`, patch)).status).toBe(204);
}

describe('tags, files and actions that follow from the content of a dialog', () => {
  it('go when the content changes, also after another system has changed the dialog', async () => {
    const id = await stage.open();
    expect((await stage.count(id)).status).toBe(204);
    await addTag(id);

    expect((await stage.count(id)).status).toBe(204);
    expect((await stage.count(id)).status).toBe(204);

    expect(tags(id)).toEqual(['counted-3', 'theirs']);
    expect(files(id)).toEqual(['zebra', 'ape', 'bear', 'page-3']);
    expect(there(id).apiActions).toHaveLength(1);
  });

  it('go when the answer to the change before was lost, and no other system did anything', async () => {
    const id = await stage.open();
    expect((await stage.count(id)).status).toBe(204);
    stage.emulator.faults.set([{ match: `PUT ${pathOf(id)}`, after: 'commit', status: 503, times: 1 }]);
    expect((await stage.count(id)).status).toBe(202);
    await stage.count(id);
    await stage.untilDelivered(id);

    expect(tags(id)).toEqual(['counted-3']);
    expect(files(id)).toEqual(['zebra', 'ape', 'bear', 'page-3']);
    expect(there(id).apiActions).toHaveLength(1);
  });

  it('go when it was an older version of the service that sent them', async () => {
    const id = await stage.open();
    await stage.untilDelivered(id);
    await stage.sql('UPDATE dialogs SET ours = $2 WHERE id = $1', [
      id,
      JSON.stringify({
        searchTags: ['counted-0', 'old-tag'],
        content: ['summary', 'senderName'],
        hasProcess: true,
        ids: {},
      }),
    ]);
    const patch = [
      { op: 'add', path: '/searchTags/-', value: { value: 'old-tag' } },
      { op: 'add', path: '/process', value: 'urn:old' },
      {
        op: 'add',
        path: '/content/senderName',
        value: { mediaType: 'text/plain', value: [{ languageCode: 'nb', value: 'X' }] },
      },
    ];
    expect((await colleague.call('PATCH', `/dialogs/${id}`, patch)).status).toBe(204);
    await addTag(id);

    expect((await stage.count(id)).status).toBe(204);

    expect(tags(id)).toEqual(['counted-1', 'theirs']);
    expect(there(id).process ?? null).toBeNull();
    expect(there(id).content).not.toHaveProperty('senderName');
  });
});

describe('buttons and files that are made in one call', () => {
  it('are shown in the order in which the definition lists them, in every dialog', async () => {
    const byId = <Part extends { readonly id: string }>(parts: readonly Part[]) =>
      parts.toSorted((one, other) => (one.id < other.id ? -1 : 1));
    for (let each = 0; each < 5; each++) {
      const id = await stage.open();
      const { guiActions, attachments } = there(id);
      expect(byId(guiActions).map(({ title }) => title[0]!.value)).toEqual(['zoom', 'add', 'move', 'beat']);
      expect(byId(attachments).map(({ displayName }) => displayName![0]!.value)).toEqual([
        'zebra',
        'ape',
        'page-0',
        'bear',
      ]);
    }
  });

  it('keep their ids through all changes between', async () => {
    const id = await stage.open();
    const ids = () => Object.fromEntries(there(id).guiActions.map((each) => [each.title[0]!.value, each.id]));
    const before = ids();
    await addTag(id);
    expect((await stage.count(id)).status).toBe(204);
    expect(ids()).toEqual(before);
  });

  it('keep the ids that they had before positions counted', async () => {
    const id = await stage.open();
    await stage.untilDelivered(id);
    await stage.sql('UPDATE dialogs SET ours = NULL WHERE id = $1', [id]);
    expect((await stage.count(id)).status).toBe(204);
    const ids = there(id).guiActions.map((each) => each.id);
    await addTag(id);
    expect((await stage.count(id)).status).toBe(204);
    expect(there(id).guiActions.map((each) => each.id)).toEqual(ids);
    expect(files(id).toSorted()).toEqual(['ape', 'bear', 'page-2', 'zebra']);
  });
});

describe('entries of a history that Dialogporten refuses', () => {
  const refused = { Forbidden: ['Use of CorrespondenceOpened activity types requires another scope.'] };

  it('are set aside with an alert, and neither hold up the dialog nor are sent again', async () => {
    const id = await stage.open();
    stage.emulator.faults.set([
      { match: `PUT ${pathOf(id)}`, status: 403, errors: refused, times: 1 },
      { match: `PUT ${pathOf(id)}`, latencyMs: 0, times: 1 },
      { match: `PUT ${pathOf(id)}`, status: 403, errors: refused, times: 1 },
    ]);

    expect((await stage.count(id)).status).toBe(204);

    expect(tags(id)).toEqual(['counted-1']);
    expect(stage.countedThere(id)).toBe(0);
    const told = stage.services[0]!.log.filter((line) => line.includes('refused an entry') && line.includes(id));
    expect(told).toHaveLength(1);
    expect((await stage.count(id)).status).toBe(204);
    expect(stage.countedThere(id)).toBe(1);
    await addTag(id);
    expect((await stage.count(id)).status).toBe(204);
    expect(stage.countedThere(id)).toBe(2);
  });

  it('are told apart from those that it takes', async () => {
    const id = await stage.open();
    stage.emulator.faults.set([{ match: pathOf(id), status: 500 }]);
    for (let count = 0; count < 5; count++) await stage.count(id, { headers: { Prefer: 'respond-async' } });
    await until(async () => (await stage.sql('SELECT FROM dialogs WHERE id = $1 AND attempts > 0', [id])).length > 0);
    await stage.sql(
      `UPDATE dialog_history SET entry = entry || '{"description": {"nb": "", "nn": "", "en": ""}}'
       WHERE dialog_id = $1 AND version = 4`,
      [id],
    );
    // The attempt that is under way may have read the entry before; it fails, too.
    const attempts = async () => {
      const [row] = await stage.sql('SELECT attempts FROM dialogs WHERE id = $1', [id]);
      return (row as { attempts: number }).attempts;
    };
    const already = await attempts();
    await until(async () => (await attempts()) >= already + 2);
    stage.emulator.faults.clear();

    await stage.untilDelivered(id);

    expect(stage.countedThere(id)).toBe(4);
    expect(tags(id)).toEqual(['counted-5']);
    expect(await stage.sql('SELECT version FROM dialog_history WHERE refused_at IS NOT NULL')).toEqual(
      expect.arrayContaining([{ version: 4 }]),
    );
  });
});

describe('a history of which our database has lost a part', () => {
  it('is not delivered as if it were whole', async () => {
    const id = await stage.open();
    stage.emulator.faults.set([{ match: pathOf(id), status: 500 }]);
    expect((await stage.count(id)).status).toBe(202);
    await until(async () => (await stage.sql('SELECT FROM dialogs WHERE id = $1 AND attempts > 0', [id])).length > 0);
    await stage.sql('DELETE FROM dialog_history WHERE dialog_id = $1 AND version = 2', [id]);
    stage.emulator.faults.clear();

    const delivery = async () => (await stage.here(id))['delivery'] as { readonly reason?: string };
    await until(async () => (await delivery()).reason?.includes('version 2 are missing') === true);

    expect(await stage.here(id)).toMatchObject({ deliveredVersion: 1, delivery: { status: 'waiting' } });
  });

  it('is left to other replicas where an entry is none that this one knows', async () => {
    const id = await stage.open();
    stage.emulator.faults.set([{ match: pathOf(id), status: 500 }]);
    expect((await stage.count(id)).status).toBe(202);
    await until(async () => (await stage.sql('SELECT FROM dialogs WHERE id = $1 AND attempts > 0', [id])).length > 0);
    await stage.sql(`UPDATE dialog_history SET entry = '{"kind":"vision"}' WHERE dialog_id = $1 AND version = 2`, [id]);
    stage.emulator.faults.clear();

    const told = () => stage.services[0]!.log.some((line) => line.includes('left to other') && line.includes(id));
    await until(told);

    expect(await stage.here(id)).toMatchObject({ deliveredVersion: 1, delivery: { status: 'waiting' } });
  });
});
