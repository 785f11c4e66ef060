import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { type Emulator, startEmulator } from '../emulator.js';
import { refusalOf } from '../testing/answers.js';
import { testProvider } from '../testing/clients.js';
import {
  authorizationContext,
  embed,
  guiAction,
  newDialog,
  restaurant,
  text,
  transmission,
} from '../testing/dialogs.js';
import { MaskinportenCaller } from '../testing/maskinporten-caller.js';
import { testPolicy } from '../testing/policy.js';

const masked = 'urn:dialogporten:unauthorized';
const context = (fields?: object) => ({ authorizationContext: authorizationContext(fields) });
const decision = (fields: object = {}) =>
  transmission({
    content: { title: text('Decision'), contentReference: embed('https://provider.example/embeds/2') },
    attachments: [{ urls: [{ url: 'https://provider.example/b.pdf', consumerType: 'Gui' }] }],
    ...fields,
  });
const own = (fields: object = {}) => guiAction({ action: undefined, ...context(fields) });

let emulator: Emulator;
let older: Emulator;
let provider: MaskinportenCaller;

beforeAll(async () => {
  emulator = await startEmulator({ policy: testPolicy });
  older = await startEmulator({ policy: testPolicy, plays: '1.119.1' });
  provider = new MaskinportenCaller(emulator.url, testProvider.clientId, testProvider.privateJwk);
});

afterAll(() => Promise.all([emulator.stop(), older.stop()]));

interface Opened {
  readonly dialog: Record<string, unknown>;
  readonly claims: Record<string, unknown>;
}

async function open(persona: string, id: string, { url } = emulator): Promise<Opened> {
  const response = await fetch(`${url}/dialogporten/api/v1/enduser/dialogs/${id}`, {
    headers: { 'x-persona': persona },
  });
  const dialog = (await response.json()) as Record<string, unknown>;
  const claims = Buffer.from(String(dialog['dialogToken']).split('.')[1]!, 'base64url').toString();
  return { dialog, claims: JSON.parse(claims) as Record<string, unknown> };
}

describe('an authorization context', () => {
  it('grants in `e`, by its tokenRef, and not in `a`', async () => {
    const id = await provider.create(newDialog({ transmissions: [decision(context())] }));

    const { dialog, claims } = await open('daglig-leder', id);

    expect(claims).toMatchObject({ a: 'read', e: ['decision'] });
    expect(dialog).toMatchObject({ transmissions: [{ isAuthorized: true }] });
    expect(JSON.stringify(dialog)).not.toContain('authorizationContext');
  });

  it('grants by the id of the part when it has no tokenRef', async () => {
    const actionId = v7();
    const id = await provider.create(newDialog({ guiActions: [{ ...own({ tokenRef: null }), id: actionId }] }));

    expect((await open('daglig-leder', id)).claims['e']).toEqual([actionId]);
    expect((await provider.read(id)).guiActions).toMatchObject([{ action: '' }]);
  });

  it('that is Disabled masks the URLs of a transmission and of all that belongs to it', async () => {
    const id = await provider.create(newDialog({ transmissions: [decision(context())] }));

    const { dialog, claims } = await open('medarbeider', id);

    expect(claims).not.toHaveProperty('e');
    expect(dialog['transmissions']).toMatchObject([
      {
        isAuthorized: false,
        content: { title: text('Decision'), contentReference: { value: [{ value: masked }] } },
        attachments: [{ urls: [{ url: masked }] }],
      },
    ]);
  });

  it('that is Excluded leaves an id and a moment', async () => {
    const excluded = context({ unauthorizedPresentation: 'Excluded' });
    const [actionId, transmissionId] = [v7(), v7()];
    const id = await provider.create(
      newDialog({
        guiActions: [{ ...guiAction({ action: undefined }), id: actionId, ...excluded }],
        transmissions: [decision({ id: transmissionId, ...excluded })],
      }),
    );

    const { dialog } = await open('medarbeider', id);

    expect(dialog).toMatchObject({
      guiActions: [],
      excludedGuiActions: [{ id: actionId, createdAt: expect.any(String) }],
      transmissions: [],
      excludedTransmissions: [{ id: transmissionId, createdAt: expect.any(String) }],
    });
    expect(JSON.stringify(dialog)).not.toContain('provider.example/embeds/2');
  });

  it('of an attachment only narrows that of its transmission', async () => {
    const open4all = context({ action: 'read', additionalResourceAttribute: null, tokenRef: 'pdf' });
    const attachments = [{ urls: [{ url: 'https://provider.example/b.pdf', consumerType: 'Gui' }], ...open4all }];
    const id = await provider.create(newDialog({ transmissions: [decision({ ...context(), attachments })] }));

    expect((await open('medarbeider', id)).claims).not.toHaveProperty('e');
    expect((await open('daglig-leder', id)).claims['e']).toEqual(['decision', 'pdf']);
  });

  it('asks for any of its parties', async () => {
    const privatePerson = 'urn:altinn:person:identifier-no:21848510170';
    const parties = { parties: [restaurant], includeDialogParty: false };
    const id = await provider.create(newDialog({ party: privatePerson, guiActions: [own(parties)] }));

    expect((await open('privatperson', id)).dialog['guiActions']).toMatchObject([{ isAuthorized: false, url: masked }]);
  });

  it.each([
    ['an action beside it', guiAction(context()), 'action'],
    ['an attribute beside it', { ...own(), authorizationAttribute: 'x' }, 'authorizationAttribute'],
    ['no party', own({ includeDialogParty: false }), 'authorizationContext.parties'],
    [
      'nothing on how to present it',
      own({ unauthorizedPresentation: null }),
      'authorizationContext.unauthorizedPresentation',
    ],
    ['a long tokenRef', own({ tokenRef: 'x'.repeat(51) }), 'authorizationContext.tokenRef'],
    [
      'a service for a part',
      own({ additionalResourceAttribute: 'urn:altinn:resource:x' }),
      'authorizationContext.additionalResourceAttribute',
    ],
  ])('is refused with %s', async (_what, action, field) => {
    const response = await provider.call('POST', '/dialogs', newDialog({ guiActions: [action] }));

    expect(await refusalOf(response)).toEqual([400, [`dto.guiActions[0].${field}`]]);
  });

  it('on a service of another owner is refused', async () => {
    const foreign = own({ serviceResource: 'urn:altinn:resource:unrelated-service' });

    expect((await provider.call('POST', '/dialogs', newDialog({ guiActions: [foreign] }))).status).toBe(403);
  });
});

describe('Dialogporten 1.119.1', () => {
  it('ignores contexts, and asks for transmissionread where today’s asks for read', async () => {
    const caller = new MaskinportenCaller(older.url, provider.clientId, provider.privateJwk);
    const id = await caller.create(
      newDialog({ transmissions: [decision(context()), decision({ authorizationAttribute: 'decision' })] }),
    );

    const { dialog, claims } = await open('medarbeider', id, older);

    expect(claims['a']).toBe('read');
    expect(claims).not.toHaveProperty('e');
    expect(dialog['transmissions']).toMatchObject([{ isAuthorized: true }, { isAuthorized: false }]);
    expect((await open('daglig-leder', id, older)).claims['a']).toBe('read;transmissionread,decision');
  });
});
