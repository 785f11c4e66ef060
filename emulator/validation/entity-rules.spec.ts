import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v4, v7 } from 'uuid';
import { testProvider } from '../testing/clients.js';
import { type Emulator, startEmulator } from '../emulator.js';
import { refusalOf } from '../testing/answers.js';
import { testPolicy } from '../testing/policy.js';
import { activity, embed, newDialog, text, transmission } from '../testing/dialogs.js';
import { MaskinportenCaller } from '../testing/maskinporten-caller.js';

const hour = 3_600_000;
const inAnHour = new Date(Date.now() + hour).toISOString();
const futureId = v7({ msecs: Date.now() + hour });
const english = (value: string) => ({ languageCode: 'en', value });
const person = { actorType: 'PartyRepresentative', actorId: 'urn:altinn:person:identifier-no:14886498226' };

let emulator: Emulator;
let provider: MaskinportenCaller;

beforeAll(async () => {
  emulator = await startEmulator({ policy: testPolicy });
  provider = new MaskinportenCaller(emulator.url, testProvider.clientId, testProvider.privateJwk);
});

afterAll(() => emulator.stop());

const attachment = (fields: object) => ({
  attachments: [{ urls: [{ url: 'https://provider.example/a', consumerType: 'Gui' }], ...fields }],
});

describe('a transmission', () => {
  it.each<[string, object, string]>([
    ['an id that is not a UUIDv7', { id: v4() }, 'id'],
    ['an id from the future', { id: futureId }, 'id'],
    ['a short idempotentKey', { idempotentKey: 'ab' }, 'idempotentKey'],
    ['a createdAt from the future', { createdAt: inAnHour }, 'createdAt'],
    ['no type', { type: undefined }, 'type'],
    ['no sender', { sender: undefined }, 'sender.actorType'],
    ['no title', { content: { summary: text('Summary') } }, 'content.title'],
    [
      'an embed that is not https',
      { content: { title: text('Title'), contentReference: embed('http://provider.example') } },
      'content.contentReference.value[0].value',
    ],
    ['an attachment without a URL', attachment({ urls: [] }), 'attachments[0].urls'],
    [
      'a link without a title',
      { navigationalActions: [{ url: 'https://provider.example' }] },
      'navigationalActions[0].title',
    ],
  ])('is refused with %s', async (_what, fields, field) => {
    const id = await provider.create(newDialog());

    const response = await provider.call('POST', `/dialogs/${id}/transmissions`, transmission(fields));

    expect(await refusalOf(response)).toEqual([400, [field]]);
  });
});

describe('an activity', () => {
  it.each<[string, object, string]>([
    ['an id that is not a UUIDv7', { id: v4() }, 'id'],
    ['a createdAt from the future', { createdAt: inAnHour }, 'createdAt'],
    ['no type', { type: undefined }, 'type'],
    ['an unknown type', { type: 'Danced' }, 'type'],
    ['Information without a description', { type: 'Information' }, 'description'],
    ['a description without Information', { description: [english('x')] }, 'description'],
    ['TransmissionOpened without a transmission', { type: 'TransmissionOpened' }, 'transmissionId'],
    ['a transmission without TransmissionOpened', { transmissionId: v7() }, 'transmissionId'],
    ['nobody who performed it', { performedBy: undefined }, 'performedBy.actorType'],
    ['a service owner with an id', { performedBy: { ...person, actorType: 'ServiceOwner' } }, 'performedBy.actorId'],
    [
      'a service owner with a name',
      { performedBy: { actorType: 'ServiceOwner', actorName: 'x' } },
      'performedBy.actorName',
    ],
    ['a representative who is not named', { performedBy: { actorType: 'PartyRepresentative' } }, 'performedBy'],
    ['a representative who is named twice', { performedBy: { ...person, actorName: 'x' } }, 'performedBy'],
    [
      'a representative with an invalid number',
      { performedBy: { ...person, actorId: 'urn:altinn:person:identifier-no:14886498225' } },
      'performedBy.actorId',
    ],
  ])('is refused with %s', async (_what, fields, field) => {
    const id = await provider.create(newDialog());

    const response = await provider.call('POST', `/dialogs/${id}/activities`, activity(fields));

    expect(await refusalOf(response)).toEqual([400, [field]]);
  });
});
