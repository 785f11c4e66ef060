import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v4, v7 } from 'uuid';
import { testProvider } from '../testing/clients.js';
import { type Emulator, startEmulator } from '../emulator.js';
import { refusalOf } from '../testing/answers.js';
import { testPolicy } from '../testing/policy.js';
import { activity, dialogFields, embed, guiAction, newDialog, text, transmission } from '../testing/dialogs.js';
import { MaskinportenCaller } from '../testing/maskinporten-caller.js';

const hour = 3_600_000;
const inAnHour = new Date(Date.now() + hour).toISOString();
const inTwoHours = new Date(Date.now() + 2 * hour).toISOString();
const anHourAgo = new Date(Date.now() - hour).toISOString();
const futureId = v7({ msecs: Date.now() + hour });
const long = (length: number) => 'x'.repeat(length);
const english = (value: string) => ({ languageCode: 'en', value });

let emulator: Emulator;
let provider: MaskinportenCaller;

beforeAll(async () => {
  emulator = await startEmulator({ policy: testPolicy });
  provider = new MaskinportenCaller(emulator.url, testProvider.clientId, testProvider.privateJwk);
});

afterAll(() => emulator.stop());

const content = (fields: object) => ({ content: { title: text('Title'), ...fields } });
const attachment = (fields: object) => ({
  attachments: [{ urls: [{ url: 'https://provider.example/a', consumerType: 'Gui' }], ...fields }],
});
const apiAction = (fields: object) => ({
  apiActions: [{ action: 'write', endpoints: [{ url: 'https://provider.example/a', httpMethod: 'POST' }], ...fields }],
});
const guiActions = (fields: object) => ({ guiActions: [guiAction(fields)] });

describe('a new dialog', () => {
  it('may use every field', async () => {
    const response = await provider.call(
      'POST',
      '/dialogs',
      newDialog({
        id: v7(),
        idempotentKey: 'renewal-2026',
        createdAt: anHourAgo,
        updatedAt: anHourAgo,
        dueAt: inAnHour,
        expiresAt: inTwoHours,
        progress: 40,
        extendedStatus: 'urn:example:started',
        externalReference: 'case 7',
        serviceOwnerContext: { serviceOwnerLabels: [{ value: 'renewal' }] },
        searchTags: [{ value: 'alcohol' }],
        ...content({
          summary: text('Summary'),
          extendedStatus: text(long(25)),
          additionalInfo: text(long(1023), 'text/markdown'),
          mainContentReference: embed('http://127.0.0.1:3000/embeds/dialogs/1'),
        }),
        guiActions: [
          guiAction({ id: v7(), prompt: [english('Sure?')] }),
          guiAction({ priority: 'Secondary', httpMethod: 'DELETE', isDeleteDialogAction: true }),
          ...Array.from({ length: 5 }, () => guiAction({ priority: 'Tertiary', httpMethod: 'GET' })),
        ],
        ...apiAction({ id: v7(), name: 'statement' }),
        ...attachment({ id: v7(), displayName: [english('PDF')], expiresAt: inAnHour }),
        transmissions: [transmission({ id: v7(), idempotentKey: 'receipt' })],
        activities: [activity({ id: v7() }), activity({ type: 'Information', description: [english('Read')] })],
      }),
    );

    expect([response.status, await response.text()]).toEqual([201, expect.stringMatching(/^"[0-9a-f-]{36}"$/)]);
  });

  it.each<[string, object, string]>([
    ['a property that the OpenAPI document does not know', { colour: 'red' }, 'body'],
    ['a value of another type', { progress: 'half' }, 'progress'],
    ['an unknown enum value', { guiActions: [guiAction({ priority: 'Huge' })] }, 'guiActions[0].priority'],
    ['an id that is not a UUIDv7', { id: v4() }, 'id'],
    ['an id from the future', { id: futureId }, 'id'],
    ['a short idempotentKey', { idempotentKey: 'ab' }, 'idempotentKey'],
    ['a long idempotentKey', { idempotentKey: long(37) }, 'idempotentKey'],
    ['no party', { party: null }, 'party'],
    ['a party with a wrong check digit', { party: 'urn:altinn:organization:identifier-no:310456798' }, 'party'],
    ['a service resource that is none', { serviceResource: 'serving-licence' }, 'serviceResource'],
    ['a createdAt from the future', { createdAt: inAnHour }, 'createdAt'],
    ['an updatedAt from the future', { updatedAt: inAnHour }, 'updatedAt'],
    ['a visibleFrom in the past', { visibleFrom: anHourAgo }, 'visibleFrom'],
    ['a dueAt in the past', { dueAt: anHourAgo }, 'dueAt'],
    ['an expiresAt in the past', { expiresAt: anHourAgo }, 'expiresAt'],
    ['an expiresAt before dueAt', { dueAt: inTwoHours, expiresAt: inAnHour }, 'expiresAt'],
    ['a negative progress', { progress: -1 }, 'progress'],
    ['a progress above 100', { progress: 101 }, 'progress'],
    ['the status New', { status: 'New' }, 'status'],
    ['the status Sent', { status: 'Sent' }, 'status'],
    ['no content', { content: null }, 'content.title'],
    ['no title', { content: { summary: text('Summary') } }, 'content.title'],
    ['a title without a text', { content: { title: { mediaType: 'text/plain', value: [] } } }, 'content.title.value'],
    ['a long title', { content: { title: text(long(256)) } }, 'content.title.value[0].value'],
    ['a long summary', content({ summary: text(long(256)) }), 'content.summary.value[0].value'],
    ['a long senderName', content({ senderName: text(long(256)) }), 'content.senderName.value[0].value'],
    ['a long extendedStatus', content({ extendedStatus: text(long(26)) }), 'content.extendedStatus.value[0].value'],
    ['a long additionalInfo', content({ additionalInfo: text(long(1024)) }), 'content.additionalInfo.value[0].value'],
    ['a title in markdown', { content: { title: text('Title', 'text/markdown') } }, 'content.title.mediaType'],
    ['additionalInfo in HTML', content({ additionalInfo: text('x', 'text/html') }), 'content.additionalInfo.mediaType'],
    [
      'an embed that is text',
      content({ mainContentReference: text('https://provider.example') }),
      'content.mainContentReference.mediaType',
    ],
    [
      'an embed that is not https',
      content({ mainContentReference: embed('http://provider.example/') }),
      'content.mainContentReference.value[0].value',
    ],
    [
      'an embed that is not absolute',
      content({ mainContentReference: embed('/embeds/1') }),
      'content.mainContentReference.value[0].value',
    ],
    [
      'an embed with a long URL',
      content({ mainContentReference: embed(`https://provider.example/${long(1000)}`) }),
      'content.mainContentReference.value[0].value',
    ],
    [
      'a language of three letters',
      content({ summary: { mediaType: 'text/plain', value: [{ languageCode: 'nob', value: 'x' }] } }),
      'content.summary.value[0].languageCode',
    ],
    [
      'the same language twice',
      content({ summary: { mediaType: 'text/plain', value: [english('x'), english('y')] } }),
      'content.summary.value[1].languageCode',
    ],
    ['two primary actions', { guiActions: [guiAction(), guiAction()] }, 'guiActions'],
    [
      'six tertiary actions',
      { guiActions: Array.from({ length: 6 }, () => guiAction({ priority: 'Tertiary' })) },
      'guiActions',
    ],
    ['a GUI action id that is not a UUIDv7', guiActions({ id: v4() }), 'guiActions[0].id'],
    ['a GUI action without an action', guiActions({ action: undefined }), 'guiActions[0].action'],
    ['a GUI action without a priority', guiActions({ priority: undefined }), 'guiActions[0].priority'],
    ['a GUI action without a title', guiActions({ title: [] }), 'guiActions[0].title'],
    ['a GUI action without a URL', guiActions({ url: undefined }), 'guiActions[0].url'],
    ['a GUI action with an http URL', guiActions({ url: 'http://provider.example/' }), 'guiActions[0].url'],
    [
      'a GUI action with a long URL',
      guiActions({ url: `https://provider.example/${long(1000)}` }),
      'guiActions[0].url',
    ],
    ['a GUI action with PUT', guiActions({ httpMethod: 'PUT' }), 'guiActions[0].httpMethod'],
    ['an API action without an endpoint', apiAction({ endpoints: [] }), 'apiActions[0].endpoints'],
    ['an API action id from the future', apiAction({ id: futureId }), 'apiActions[0].id'],
    ['an attachment without a URL', attachment({ urls: [] }), 'attachments[0].urls'],
    ['an attachment id that is not a UUIDv7', attachment({ id: v4() }), 'attachments[0].id'],
    [
      'an attachment for nobody',
      attachment({ urls: [{ url: 'https://a.example/' }] }),
      'attachments[0].urls[0].consumerType',
    ],
    [
      'a transmission against the rules',
      { transmissions: [transmission({ type: undefined })] },
      'transmissions[0].type',
    ],
    ['an activity against the rules', { activities: [activity({ type: undefined })] }, 'activities[0].type'],
  ])('is refused with %s', async (_what, fields, field) => {
    const response = await provider.call('POST', '/dialogs', newDialog(fields));

    expect(await refusalOf(response)).toEqual([400, [field]]);
  });

  it('is told everything that is wrong at once', async () => {
    const response = await provider.call('POST', '/dialogs', newDialog({ party: '', progress: 101 }));

    expect(await refusalOf(response)).toEqual([400, ['party', 'progress']]);
  });
});

describe('an update', () => {
  it('is refused without a status', async () => {
    const id = await provider.create(newDialog());

    const response = await provider.call('PUT', `/dialogs/${id}`, dialogFields({ status: undefined }));

    expect(await refusalOf(response)).toEqual([400, ['status']]);
  });

  it('is refused with what only a new dialog may set', async () => {
    const id = await provider.create(newDialog());

    expect(await refusalOf(await provider.call('PUT', `/dialogs/${id}`, newDialog()))).toEqual([400, ['body']]);
  });
});
