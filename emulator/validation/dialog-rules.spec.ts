import { describe, expect, it } from '@jest/globals';
import { v4, v7 } from 'uuid';
import { refusalOf } from '../testing/answers.js';
import { activity, dialogFields, embed, guiAction, newDialog, text, transmission } from '../testing/dialogs.js';
import { startedForTests } from '../testing/started-for-tests.js';

const hour = 3_600_000;
const inAnHour = new Date(Date.now() + hour).toISOString();
const inTwoHours = new Date(Date.now() + 2 * hour).toISOString();
const anHourAgo = new Date(Date.now() - hour).toISOString();
const transmissionId = v7();
const futureId = v7({ msecs: Date.now() + hour });
const long = (length: number) => 'x'.repeat(length);
const english = (value: string) => ({ languageCode: 'en', value });

const standIn = startedForTests();

const content = (fields: object) => ({ content: { title: text('Title'), ...fields } });
const attachment = (fields: object) => ({
  attachments: [{ urls: [{ url: 'https://standIn.provider.example/a', consumerType: 'Gui' }], ...fields }],
});
const apiAction = (fields: object) => ({
  apiActions: [
    { action: 'write', endpoints: [{ url: 'https://standIn.provider.example/a', httpMethod: 'POST' }], ...fields },
  ],
});
const guiActions = (fields: object) => ({ guiActions: [guiAction(fields)] });

describe('a new dialog', () => {
  it('may use every field', async () => {
    const response = await standIn.provider.call(
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
    ['a value of another type', { progress: 'half' }, 'progress'],
    ['an unknown enum value', { guiActions: [guiAction({ priority: 'Huge' })] }, 'guiActions[0].priority'],
    ['an id that is not a UUIDv7', { id: v4() }, 'dto.id'],
    ['an id from the future', { id: futureId }, 'dto.id'],
    ['a short idempotentKey', { idempotentKey: 'ab' }, 'dto.idempotentKey'],
    ['a long idempotentKey', { idempotentKey: long(37) }, 'dto.idempotentKey'],
    ['a moment without an offset', { dueAt: '2030-01-01T00:00:00' }, 'dueAt'],
    ['no party', { party: null }, 'party'],
    ['a party with a wrong check digit', { party: 'urn:altinn:organization:identifier-no:310456798' }, 'dto.party'],
    ['a service resource that is none', { serviceResource: 'serving-licence' }, 'dto.serviceResource'],
    ['a createdAt from the future', { createdAt: inAnHour }, 'dto.createdAt'],
    ['an updatedAt from the future', { createdAt: anHourAgo, updatedAt: inAnHour }, 'dto.updatedAt'],
    ['an updatedAt without a createdAt', { updatedAt: anHourAgo }, 'dto.createdAt'],
    ['a dueAt before visibleFrom', { visibleFrom: inTwoHours, dueAt: inAnHour }, 'dto.dueAt'],
    ['an expiresAt before dueAt', { dueAt: inTwoHours, expiresAt: inAnHour }, 'dto.expiresAt'],
    ['a negative progress', { progress: -1 }, 'dto.progress'],
    ['a progress above 100', { progress: 101 }, 'dto.progress'],
    ['a status of an earlier version', { status: 'Signing' }, 'status'],
    ['a process that is no URI', { process: 'not a uri' }, 'dto.process'],
    ['a preceding process alone', { precedingProcess: 'urn:p:0' }, 'dto.process'],
    ['a short search tag', { searchTags: [{ value: 'ab' }] }, 'dto.searchTags[0].value'],
    ['a search tag twice', { searchTags: [{ value: 'tag' }, { value: 'TAG' }] }, 'dto.searchTags'],
    [
      'a short label',
      { serviceOwnerContext: { serviceOwnerLabels: [{ value: 'ab' }] } },
      'dto.serviceOwnerContext.serviceOwnerLabels[0].value',
    ],
    ['the label Sent', { systemLabel: 'Sent' }, 'dto.systemLabel'],
    [
      'one transmission twice',
      { transmissions: [transmission({ id: transmissionId }), transmission({ id: transmissionId })] },
      'dto.transmissions',
    ],
    [
      'a transmission that relates to none of the same dialog',
      { transmissions: [transmission({ relatedTransmissionId: transmissionId })] },
      'dto.transmissions[0]',
    ],
    ['no content', { content: null }, 'dto.content'],
    ['no title', { content: { summary: text('Summary') } }, 'dto.content'],
    ['a title without a text', { content: { title: { mediaType: 'text/plain', value: [] } } }, 'dto.content.value'],
    ['a long title', { content: { title: text(long(256)) } }, 'dto.content.value[0].value'],
    ['a long summary', content({ summary: text(long(256)) }), 'dto.content.value[0].value'],
    ['a long senderName', content({ senderName: text(long(256)) }), 'dto.content.value[0].value'],
    ['a long extendedStatus', content({ extendedStatus: text(long(26)) }), 'dto.content.value[0].value'],
    ['a long additionalInfo', content({ additionalInfo: text(long(1024)) }), 'dto.content.value[0].value'],
    ['a title in markdown', { content: { title: text('Title', 'text/markdown') } }, 'dto.content.mediaType'],
    ['additionalInfo in HTML', content({ additionalInfo: text('x', 'text/html') }), 'dto.content.mediaType'],
    [
      'an embed that is text',
      content({ mainContentReference: text('https://standIn.provider.example') }),
      'dto.content.mediaType',
    ],
    [
      'an embed that is not https',
      content({ mainContentReference: embed('http://standIn.provider.example/') }),
      'dto.content.value[0].value',
    ],
    [
      'an embed that is not absolute',
      content({ mainContentReference: embed('/embeds/1') }),
      'dto.content.value[0].value',
    ],
    [
      'an embed with a long URL',
      content({ mainContentReference: embed(`https://standIn.provider.example/${long(1000)}`) }),
      'dto.content.value[0].value',
    ],
    [
      'a language of three letters',
      content({ summary: { mediaType: 'text/plain', value: [{ languageCode: 'nob', value: 'x' }] } }),
      'dto.content.value[0].languageCode',
    ],
    [
      'the same language twice',
      content({ summary: { mediaType: 'text/plain', value: [english('x'), english('y')] } }),
      'dto.content.value',
    ],
    ['two primary actions', { guiActions: [guiAction(), guiAction()] }, 'dto.guiActions'],
    [
      'six tertiary actions',
      { guiActions: Array.from({ length: 6 }, () => guiAction({ priority: 'Tertiary' })) },
      'dto.guiActions',
    ],
    ['a GUI action id that is not a UUIDv7', guiActions({ id: v4() }), 'dto.guiActions[0].id'],
    ['a GUI action without an action', guiActions({ action: '' }), 'dto.guiActions[0].action'],
    ['a GUI action without a priority', guiActions({ priority: undefined }), 'dto.guiActions[0].priority'],
    ['a GUI action without a title', guiActions({ title: [] }), 'dto.guiActions[0].title'],
    ['a GUI action without a URL', guiActions({ url: undefined }), 'dto.guiActions[0].url'],
    ['a GUI action with an http URL', guiActions({ url: 'http://standIn.provider.example/' }), 'dto.guiActions[0].url'],
    [
      'a GUI action with a long URL',
      guiActions({ url: `https://standIn.provider.example/${long(1000)}` }),
      'dto.guiActions[0].url',
    ],
    ['a GUI action with PUT', guiActions({ httpMethod: 'PUT' }), 'dto.guiActions[0].httpMethod'],
    ['an API action without an endpoint', apiAction({ endpoints: [] }), 'dto.apiActions[0].endpoints'],
    ['an API action id from the future', apiAction({ id: futureId }), 'dto.apiActions[0].id'],
    ['an attachment without a URL', attachment({ urls: [] }), 'dto.attachments[0].urls'],
    ['an attachment id that is not a UUIDv7', attachment({ id: v4() }), 'dto.attachments[0].id'],
    [
      'an attachment for nobody',
      attachment({ urls: [{ url: 'https://a.example/' }] }),
      'dto.attachments[0].urls[0].consumerType',
    ],
    [
      'a transmission against the rules',
      { transmissions: [transmission({ type: undefined })] },
      'dto.transmissions[0].type',
    ],
    ['an activity against the rules', { activities: [activity({ type: undefined })] }, 'dto.activities[0].type'],
  ])('is refused with %s', async (_what, fields, field) => {
    const response = await standIn.provider.call('POST', '/dialogs', newDialog(fields));

    expect(await refusalOf(response)).toEqual([400, [field]]);
  });

  it.each([
    ['dueAt', 'DueAt'],
    ['expiresAt', 'ExpiresAt'],
    ['visibleFrom', 'VisibleFrom'],
  ])('is refused with a %s in the past, unless it is made silently', async (name, field) => {
    const dialog = newDialog({ [name]: anHourAgo });

    expect(await refusalOf(await standIn.provider.call('POST', '/dialogs', dialog))).toEqual([422, [field]]);
    expect((await standIn.provider.call('POST', '/dialogs?isSilentUpdate=true', dialog)).status).toBe(201);
  });

  it('is told everything that is wrong at once', async () => {
    const response = await standIn.provider.call('POST', '/dialogs', newDialog({ party: '', progress: 101 }));

    expect(await refusalOf(response)).toEqual([400, ['dto.party', 'dto.progress']]);
  });
});

describe('an update', () => {
  it('is refused without a status', async () => {
    const id = await standIn.provider.create(newDialog());

    const response = await standIn.provider.call('PUT', `/dialogs/${id}`, dialogFields({ status: undefined }));

    expect(await refusalOf(response)).toEqual([400, ['dto.status']]);
  });

  it('passes over what only a new dialog may set', async () => {
    const id = await standIn.provider.create(newDialog());

    expect((await standIn.provider.call('PUT', `/dialogs/${id}`, newDialog({ party: 'nobody' }))).status).toBe(204);
  });
});
