import { describe, expect, it } from '@jest/globals';
import { dialogOfManyParts, guiAction, newDialog } from '../testing/dialogs.js';
import { startedForTests } from '../testing/started-for-tests.js';

const manager = 'urn:altinn:person:identifier-no:14886498226';
const stranger = 'urn:altinn:person:identifier-no:21848510170';

const standIn = startedForTests();

const read = (id: string, endUserId: string) =>
  standIn.provider.call('GET', `/dialogs/${id}?endUserId=${encodeURIComponent(endUserId)}`);

describe('a dialog that its service owner reads for an end user', () => {
  it('says what they may use, masks nothing, and has been seen by them', async () => {
    const guiActions = [guiAction(), guiAction({ action: 'archive', priority: 'Secondary' })];
    const id = await standIn.provider.create(newDialog({ guiActions }));

    const answer = await read(id, manager);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      guiActions: [
        { action: 'confirm', isAuthorized: true },
        { action: 'archive', isAuthorized: false, url: expect.stringMatching(/^http/) },
      ],
      isContentSeen: true,
      seenSinceLastUpdate: [{ seenBy: { actorId: manager }, isCurrentEndUser: true }],
    });
    expect(await (await read(id, manager)).json()).toMatchObject({
      seenSinceLastUpdate: [{ isViaServiceOwner: true }],
    });
    expect(await standIn.provider.read(id)).not.toHaveProperty('guiActions.0.isAuthorized');
  });

  it('says so of its embed and its transmissions, too', async () => {
    const id = await standIn.provider.create(dialogOfManyParts());
    const { content, transmissions } = (await (await read(id, manager)).json()) as {
      content: object;
      transmissions: object[];
    };
    expect(content).toMatchObject({ mainContentReference: { isAuthorized: true } });
    for (const transmission of transmissions) {
      expect(transmission).toMatchObject({ isAuthorized: expect.any(Boolean) });
    }
  });

  it('is not there for an end user who may not see it', async () => {
    expect((await read(await standIn.provider.create(newDialog()), stranger)).status).toBe(404);
  });

  it.each(['14886498226', 'urn:altinn:organization:identifier-no:310456799', 'urn:altinn:person:identifier-no:1'])(
    'cannot be read for %s, which is no person',
    async (endUserId) => {
      const refusal = await read(await standIn.provider.create(newDialog()), endUserId);
      expect(refusal.status).toBe(400);
      expect(await refusal.json()).toMatchObject({ errors: { EndUserId: [expect.any(String)] } });
    },
  );
});
