import { describe, expect, it } from '@jest/globals';
import { v4, v7 } from 'uuid';
import { refusalOf } from '../testing/answers.js';
import { activity, embed, newDialog, text, transmission } from '../testing/dialogs.js';
import { startedForTests } from '../testing/started-for-tests.js';

const hour = 3_600_000;
const inAnHour = new Date(Date.now() + hour).toISOString();
const futureId = v7({ msecs: Date.now() + hour });
const english = (value: string) => ({ languageCode: 'en', value });
const person = { actorType: 'PartyRepresentative', actorId: 'urn:altinn:person:identifier-no:14886498226' };

const standIn = startedForTests();

const attachment = (fields: object) => ({
  attachments: [{ urls: [{ url: 'https://standIn.provider.example/a', consumerType: 'Gui' }], ...fields }],
});

describe('a transmission', () => {
  it.each<[string, object, string]>([
    ['an id that is not a UUIDv7', { id: v4() }, 'transmissions[0].id'],
    ['an id from the future', { id: futureId }, 'transmissions[0].id'],
    ['a short idempotentKey', { idempotentKey: 'ab' }, 'transmissions[0].idempotentKey'],
    ['a createdAt from the future', { createdAt: inAnHour }, 'transmissions[0].createdAt'],
    ['no type', { type: undefined }, 'transmissions[0].type'],
    ['no sender', { sender: undefined }, 'transmissions[0].sender'],
    ['no title', { content: { summary: text('Summary') } }, 'transmissions[0].content'],
    [
      'an embed that is not https',
      { content: { title: text('Title'), contentReference: embed('http://standIn.provider.example') } },
      'transmissions[0].content.value[0].value',
    ],
    [
      'an attachment with a media type that is too long',
      attachment({ urls: [{ url: 'https://provider.example/a', consumerType: 'Gui', mediaType: 'x'.repeat(256) }] }),
      'transmissions[0].attachments[0].urls[0].mediaType',
    ],
    ['an attachment without a URL', attachment({ urls: [] }), 'transmissions[0].attachments[0].urls'],
    [
      'a link without a title',
      { navigationalActions: [{ url: 'https://standIn.provider.example' }] },
      'transmissions[0].navigationalActions[0].title',
    ],
  ])('is refused with %s', async (_what, fields, field) => {
    const id = await standIn.provider.create(newDialog());

    const response = await standIn.provider.call('POST', `/dialogs/${id}/transmissions`, transmission(fields));

    expect(await refusalOf(response)).toEqual([400, [field]]);
  });
});

describe('an activity', () => {
  it.each<[string, object, string]>([
    ['an id that is not a UUIDv7', { id: v4() }, 'activity.id'],
    ['a createdAt from the future', { createdAt: inAnHour }, 'activity.createdAt'],
    ['no type', { type: undefined }, 'activity.type'],
    ['an unknown type', { type: 'Danced' }, 'type'],
    ['Information without a description', { type: 'Information' }, 'activity.description'],
    ['a description without Information', { description: [english('x')] }, 'activity.description'],
    ['TransmissionOpened without a transmission', { type: 'TransmissionOpened' }, 'activity.transmissionId'],
    ['a transmission without TransmissionOpened', { transmissionId: v7() }, 'activity.transmissionId'],
    ['nobody who performed it', { performedBy: undefined }, 'activity.performedBy'],
    ['a service owner with an id', { performedBy: { ...person, actorType: 'ServiceOwner' } }, 'activity.performedBy'],
    [
      'a service owner with a name',
      { performedBy: { actorType: 'ServiceOwner', actorName: 'x' } },
      'activity.performedBy',
    ],
    [
      'a representative who is not named',
      { performedBy: { actorType: 'PartyRepresentative' } },
      'activity.performedBy',
    ],
    ['a representative who is named twice', { performedBy: { ...person, actorName: 'x' } }, 'activity.performedBy'],
    [
      'a representative with an invalid number',
      { performedBy: { ...person, actorId: 'urn:altinn:person:identifier-no:14886498225' } },
      'activity.performedBy.actorId',
    ],
  ])('is refused with %s', async (_what, fields, field) => {
    const id = await standIn.provider.create(newDialog());

    const response = await standIn.provider.call('POST', `/dialogs/${id}/activities`, activity(fields));

    expect(await refusalOf(response)).toEqual([400, [field]]);
  });
});
