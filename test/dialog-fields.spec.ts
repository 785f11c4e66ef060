import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { MaskinportenCaller } from '../emulator/testing/maskinporten-caller.js';
import type { Attachment, DialogDefinition, DialogView } from '../src/dialogs/dialog-definition.js';
import { DialogsModule } from '../src/dialogs/dialogs.module.js';
import { embed, facts, paragraph } from '../src/embeds/markdown.js';
import type { Feature } from '../src/feature.js';
import { tallyFeature } from './tally/index.js';
import { tallyClient } from './tally/tally.client.js';
import { TallyEmbedsController, TallyWriteActionsController } from './tally/tally.controllers.js';
import { tally, type Tally, type TallyChange, type TallyContent } from './tally/tally.js';
import { TallyStage } from './tally/tally-stage.js';

const same = (text: string) => ({ nb: text, nn: text, en: text });
const inDays = (days: number) => new Date(Math.ceil(Date.now() / 1000) * 1000 + days * 86_400_000);
const [soon, later, muchLater] = [inDays(1), inDays(10), inDays(20)];

/** Due dates that differ from dialog to dialog, by what each begins with. */
const dueAt = new Map<number, Date>();

const info = (words: string) => embed(paragraph(words), facts(['Name', '<b>*Ola*</b>']));

const file: Attachment = {
  name: 'letter',
  displayName: same('Letter'),
  mediaType: 'application/pdf',
  path: (id) => `/files/${id}`,
  consumers: ['Gui'],
  otherForms: [
    { mediaType: 'application/xml', path: () => 'https://storage.example/letter?sig=1%2F2', consumers: ['Api'] },
    { mediaType: 'text/plain', path: () => 'https://storage.example/letter.txt' },
  ],
  expiresAt: later,
};

/** The view of a tally by its count: first everything, then something else, then nothing of it. */
const shown: Readonly<Record<number, Partial<DialogView>>> = {
  0: {
    nonSensitiveTitle: same('A case'),
    nonSensitiveSummary: same('Log in'),
    additionalInfo: { nb: info('Mer'), nn: info('Meir'), en: info('More') },
    dueAt: soon,
    expiresAt: later,
    visibleFrom: soon,
    isApiOnly: true,
    progress: 10,
    process: 'urn:case:2',
    precedingProcess: 'urn:case:1',
    extendedStatusCode: 'started',
    serviceOwnerLabels: ['team-a', 'urgent'],
    attachments: [file],
    apiActions: [
      {
        name: 'write',
        action: 'write',
        httpMethod: 'POST',
        path: '/add',
        documentation: 'https://docs.example/write',
        version: '1',
        deprecated: { sunsetAt: muchLater },
      },
    ],
  },
  1: {
    dueAt: later,
    expiresAt: muchLater,
    progress: 60,
    process: 'urn:case:2',
    extendedStatusCode: 'going',
    serviceOwnerLabels: ['Team-A', 'on hold?'],
  },
};

const fielded: DialogDefinition<Tally, TallyChange, 'report', TallyContent> = {
  ...tally,
  examples: [{ state: 'open', count: 0 }, { state: 'open', count: 1 }, ...tally.examples],
  isSilent: ({ type }) => type === 'add',
  view: (dialog) => {
    const { count } = dialog.state;
    const due = dueAt.get(count);
    const button = tally.view(dialog).guiActions.find(({ priority }) => priority === 'Primary');
    const elsewhere = { name: 'pay', action: 'read', priority: 'Secondary', httpMethod: 'GET' } as const;
    return {
      ...tally.view(dialog),
      ...shown[count],
      ...(due && { dueAt: due }),
      apiActions: (shown[count]?.apiActions ?? []).map((action) => ({
        ...action,
        path: `/tallies/${dialog.id}${action.path}`,
      })),
      guiActions: [...(button ? [button] : []), { ...elsewhere, path: 'https://pay.example/1', title: same('Pay') }],
    };
  },
};

@Controller('files')
class FilesController {
  @Get(':attachmentId')
  file(): string {
    return 'A letter';
  }
}

@Module({
  imports: [DialogsModule.forFeature(fielded)],
  controllers: [TallyWriteActionsController, TallyEmbedsController, FilesController],
})
class FieldedModule {}

const features: readonly Feature[] = [{ ...tallyFeature, module: FieldedModule, definitions: [fielded] }];
const platform = '/dialogporten/api/v1/serviceowner';

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
const calls = (id: string) =>
  stage.emulator.requests.list().filter(({ path, method }) => path.endsWith(id) && method === 'PUT');

async function patch(id: string, ...operations: readonly object[]): Promise<void> {
  expect((await colleague.call('PATCH', `/dialogs/${id}`, operations)).status).toBe(204);
}

const add = (id: string, amount: number) =>
  fetch(`${stage.services[0]!.url}/tallies/${id}/add`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${stage.token(id)}`,
      Accept: 'application/json',
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({ amount }),
  });

describe('every field that a service owner sets', () => {
  it('is there as the view has it, from the creation on', async () => {
    const id = await stage.open({ externalReference: 'case-2' });

    const dialog = there(id);
    expect(dialog).toMatchObject({
      externalReference: 'case-2',
      isApiOnly: true,
      progress: 10,
      process: 'urn:case:2',
      precedingProcess: 'urn:case:1',
      extendedStatus: 'started',
      serviceOwnerContext: { serviceOwnerLabels: [{ value: 'team-a' }, { value: 'urgent' }] },
      apiActions: [{ endpoints: [{ documentationUrl: 'https://docs.example/write', version: '1', deprecated: true }] }],
    });
    expect([dialog.dueAt, dialog.expiresAt, dialog.visibleFrom].map((time) => new Date(time!))).toEqual([
      soon,
      later,
      soon,
    ]);
    const { nonSensitiveTitle, nonSensitiveSummary, additionalInfo } = dialog.content;
    expect([nonSensitiveTitle, nonSensitiveSummary].map((part) => part!.value[0]!.value)).toEqual(['A case', 'Log in']);
    expect(additionalInfo).toMatchObject({
      mediaType: 'text/markdown',
      value: [
        { languageCode: 'en', value: 'More\n\n**Name:** \\<b>\\*Ola\\*\\</b>' },
        { languageCode: 'nb' },
        { languageCode: 'nn' },
      ],
    });
  });

  it('changes with the state, and goes where the state has it no longer', async () => {
    const id = await stage.open();
    await stage.untilDelivered(id);
    expect((await stage.count(id)).status).toBe(204);

    expect(there(id)).toMatchObject({ isApiOnly: false, progress: 60, process: 'urn:case:2', extendedStatus: 'going' });
    expect([there(id).dueAt, there(id).expiresAt].map((time) => new Date(time!))).toEqual([later, muchLater]);
    expect(there(id).precedingProcess ?? null).toBeNull();
    expect(Object.keys(there(id).content).toSorted()).toEqual(['mainContentReference', 'summary', 'title']);

    await stage.untilDelivered(id);
    expect((await stage.count(id)).status).toBe(204);

    const { progress, process, dueAt: due, extendedStatus } = there(id);
    expect([progress, process, due, extendedStatus].map((value) => value ?? null)).toEqual([null, null, null, null]);
    // Dialogporten takes no expiry back: it is put off for good.
    expect(there(id).expiresAt).toMatch(/^9999-12-31/);
    expect(calls(id).map(({ status }) => status)).toEqual([204, 204]);
  });

  it('is theirs, and stays, where another system has set it and the view never has', async () => {
    const id = await stage.open({ content: { start: 5 } });
    await patch(
      id,
      { op: 'add', path: '/progress', value: 33 },
      { op: 'add', path: '/expiresAt', value: muchLater.toISOString() },
      { op: 'add', path: '/isApiOnly', value: true },
      {
        op: 'add',
        path: '/content/nonSensitiveTitle',
        value: { mediaType: 'text/plain', value: [{ languageCode: 'nb', value: 'Deres' }] },
      },
    );

    expect((await stage.count(id)).status).toBe(204);

    expect(there(id)).toMatchObject({ progress: 33, isApiOnly: true });
    expect(new Date(there(id).expiresAt!)).toEqual(muchLater);
    expect(there(id).content.nonSensitiveTitle!.value[0]!.value).toBe('Deres');
  });

  it('is ours where the view has had it, and stays so after changes of other systems', async () => {
    const id = await stage.open();
    await patch(id, { op: 'replace', path: '/progress', value: 99 });
    expect((await stage.count(id)).status).toBe(204);
    expect(there(id).progress).toBe(60);
    await patch(id, { op: 'replace', path: '/progress', value: 98 });
    expect((await stage.count(id)).status).toBe(204);
    expect(there(id).progress ?? null).toBeNull();
  });

  it('is ours in a row of an earlier release, which did not remember it, where any state of today has it', async () => {
    const id = await stage.open();
    await stage.untilDelivered(id);
    await stage.sql(`UPDATE dialogs SET ours = ours - 'fields' WHERE id = $1`, [id]);
    expect((await add(id, 5)).status).toBe(204);
    await patch(id, { op: 'add', path: '/searchTags/-', value: { value: 'theirs' } });
    expect((await stage.count(id)).status).toBe(204);
    expect(there(id).progress ?? null).toBeNull();
    expect(there(id).searchTags).toEqual([{ value: 'theirs' }]);
  });
});

describe('the labels of the service owner’s systems', () => {
  const labels = (id: string) => there(id).serviceOwnerContext.serviceOwnerLabels.map(({ value }) => value);

  it('follow the state, and those that other systems have added stay', async () => {
    const id = await stage.open();
    expect((await colleague.call('POST', `/dialogs/${id}/context/labels`, { value: 'theirs' })).status).toBe(204);

    expect((await stage.count(id)).status).toBe(204);
    expect(labels(id).toSorted()).toEqual(['on hold?', 'team-a', 'theirs']);

    expect((await stage.count(id)).status).toBe(204);
    expect(labels(id)).toEqual(['theirs']);
  });

  it('are there after an outage in the middle of a change of theirs, and wait for nothing else', async () => {
    const id = await stage.open();
    stage.emulator.faults.set([{ match: `${platform}/dialogs/${id}/context/labels`, status: 503 }]);
    expect((await stage.count(id)).status).toBe(202);
    expect(there(id).progress).toBe(60);
    stage.emulator.faults.clear();

    await stage.untilDelivered(id);

    expect(labels(id).toSorted()).toEqual(['on hold?', 'team-a']);
  });

  it('that Dialogporten refuses are told to an operator, and the change is made', async () => {
    const id = await stage.open();
    const errors = { 'dto.serviceOwnerLabels': ['Maximum 20 service owner labels are allowed.'] };
    stage.emulator.faults.set([{ match: `POST ${platform}/dialogs/${id}/context/labels`, status: 400, errors }]);

    expect((await stage.count(id)).status).toBe(204);

    expect(labels(id)).not.toContain('on hold?');
    expect(stage.services[0]!.log.join('\n')).toContain('Dialogporten refused a label');
  });
});

describe('files and links', () => {
  it('lead each consumer to its own form, on other hosts too, and expire', async () => {
    const id = await stage.open();

    const [attachment] = there(id).attachments;
    expect(new Date(attachment!.expiresAt!)).toEqual(later);
    expect(attachment!.urls.map(({ consumerType, mediaType, url }) => [consumerType, mediaType, url])).toEqual([
      ['Gui', 'application/pdf', `${stage.services[0]!.url}/files/${attachment!.id}`],
      ['Api', 'application/xml', 'https://storage.example/letter?sig=1%2F2'],
      ['Gui', 'text/plain', 'https://storage.example/letter.txt'],
      ['Api', 'text/plain', 'https://storage.example/letter.txt'],
    ]);
    expect(new Set(attachment!.urls.map((url) => url.id)).size).toBe(4);
    expect(there(id).guiActions.map(({ url }) => url)).toContain('https://pay.example/1');
  });
});

describe('a change that is silent', () => {
  it('moves nothing that notifies a user of the dialog, and is there', async () => {
    const id = await stage.open({ content: { start: 5 } });
    const { updatedAt, contentUpdatedAt } = there(id);

    expect((await add(id, 3)).status).toBe(204);

    expect(there(id)).toMatchObject({ updatedAt, contentUpdatedAt });
    expect(there(id).content.summary!.value[0]!.value).toBe('Counted to 8');
  });

  it('is told with one that is not, where Dialogporten gets them together', async () => {
    const id = await stage.open({ content: { start: 5 } });
    const { updatedAt } = there(id);
    stage.emulator.faults.set([{ match: `${platform}/dialogs/${id}`, status: 503 }]);
    expect((await add(id, 3)).status).toBe(202);
    expect((await stage.count(id)).status).toBe(202);
    stage.emulator.faults.clear();

    await stage.untilDelivered(id);

    expect(there(id).updatedAt).not.toBe(updatedAt);
  });

  it('is silent, too, after an outage', async () => {
    const id = await stage.open({ content: { start: 5 } });
    const { updatedAt } = there(id);
    stage.emulator.faults.set([{ match: `${platform}/dialogs/${id}`, status: 503 }]);
    expect((await add(id, 3)).status).toBe(202);
    stage.emulator.faults.clear();

    await stage.untilDelivered(id);

    expect(there(id).content.summary!.value[0]!.value).toBe('Counted to 8');
    expect(there(id).updatedAt).toBe(updatedAt);
  });
});

describe('a time that passes before Dialogporten has heard of it', () => {
  it('does not stop the change: it is made in silence', async () => {
    const id = await stage.open({ content: { start: 700 } });
    await stage.untilDelivered(id);
    dueAt.set(701, new Date(Date.now() - 60_000));

    expect((await stage.count(id)).status).toBe(204);

    expect(calls(id).map(({ status }) => status)).toEqual([422, 204]);
    expect(new Date(there(id).dueAt!)).toEqual(dueAt.get(701));
    expect((await stage.count(id)).status).toBe(204);
  });
});
