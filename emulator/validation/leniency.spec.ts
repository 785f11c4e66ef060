import { describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { startEmulator } from '../emulator.js';
import { refusalOf } from '../testing/answers.js';
import { testProvider } from '../testing/clients.js';
import { guiAction, newDialog, text, transmission } from '../testing/dialogs.js';
import { MaskinportenCaller } from '../testing/maskinporten-caller.js';
import { testPolicy } from '../testing/policy.js';
import { startedForTests } from '../testing/started-for-tests.js';

const standIn = startedForTests();

describe('a new dialog', () => {
  it('may come from a clock that is a little ahead (FluentValidationDateTimeOffsetExtensions.cs)', async () => {
    const soon = Date.now() + 10_000;
    const dialog = newDialog({ id: v7({ msecs: soon }), createdAt: new Date(soon).toISOString() });

    expect((await standIn.provider.call('POST', '/dialogs', dialog)).status).toBe(201);
  });

  it('is measured in UTF-16 code units, as .NET does', async () => {
    const titled = (title: string) =>
      standIn.provider.call('POST', '/dialogs', newDialog({ content: { title: text(title) } }));

    expect((await titled('😀'.repeat(127))).status).toBe(201);
    expect((await titled('😀'.repeat(128))).status).toBe(400);
  });

  it('is read in any case, by number, and without what is not known', async () => {
    const { status: _status, ...dialog } = newDialog() as Record<string, unknown>;
    const id = await standIn.provider.create({
      ...dialog,
      STATUS: 'draft',
      PROGRESS: '7',
      guiActions: [guiAction({ priority: 2 })],
      colour: 'red',
    });

    expect(await standIn.provider.read(id)).toMatchObject({
      status: 'Draft',
      progress: 7,
      guiActions: [{ priority: 'Secondary' }],
    });
  });

  it('takes what earlier versions wrote, and gives it back as it is written today', async () => {
    const older = 'application/vnd.dialogporten.frontchannelembed+json;type=markdown';
    const id = await standIn.provider.create(
      newDialog({
        status: 'Sent',
        content: {
          title: { value: [{ languageCode: 'nb-NO', value: 'Tittel' }] },
          mainContentReference: text('https://standIn.provider.example/1', older),
        },
      }),
    );

    expect(await standIn.provider.read(id)).toMatchObject({
      status: 'Awaiting',
      content: {
        title: { mediaType: 'text/plain', value: [{ languageCode: 'nb' }] },
        mainContentReference: { mediaType: 'application/vnd.dialogporten.frontchannelembed-url;type=text/markdown' },
      },
    });
  });

  it('may have two hundred transmissions, and a body of three million characters is still looked at', async () => {
    const transmissions = Array.from({ length: 200 }, () => transmission());
    const tooLong = newDialog({ externalReference: 'x'.repeat(3_000_000) });

    expect((await standIn.provider.call('POST', '/dialogs', newDialog({ transmissions }))).status).toBe(201);
    expect(await refusalOf(await standIn.provider.call('POST', '/dialogs', tooLong))).toEqual([
      400,
      ['dto.externalReference'],
    ]);
  });

  it('may hold http URLs of this machine, unless the stand-in is told that it may not', async () => {
    const local = newDialog({ guiActions: [guiAction({ url: 'http://localhost:3000/dialogs/1' })] });
    const strict = await startEmulator({ policy: testPolicy, allowsLocalHttp: false });
    const caller = new MaskinportenCaller(strict.url, testProvider.clientId, testProvider.privateJwk);

    expect((await standIn.provider.call('POST', '/dialogs', local)).status).toBe(201);
    expect(await refusalOf(await caller.call('POST', '/dialogs', local))).toEqual([400, ['dto.guiActions[0].url']]);
    await strict.stop();
  });
});
