import { describe, expect, it } from '@jest/globals';
import { activity, dialogFields, guiAction, newDialog, transmission } from '../testing/dialogs.js';
import { startedForTests } from '../testing/started-for-tests.js';

const manager = 'urn:altinn:person:identifier-no:14886498226';
const nobody = 'urn:altinn:person:identifier-no:08895699684';
const by = (actorId: string) => ({ actorType: 'PartyRepresentative', actorId });

const standIn = startedForTests();

describe('an actor', () => {
  it.each([
    [manager, 'Lykt Varsom'],
    ['urn:altinn:organization:identifier-no:310456799', 'Rolig Restaurant AS'],
    ['urn:altinn:person:idporten-email:ola%40example.no', 'ola@example.no'],
    ['urn:altinn:person:legacy-selfidentified:ola', 'ola'],
  ])('%s is saved with the name %s', async (actorId, actorName) => {
    const id = await standIn.provider.create(newDialog({ activities: [activity({ performedBy: by(actorId) })] }));

    expect((await standIn.provider.read(id)).activities[0]?.performedBy).toEqual({ ...by(actorId), actorName });
  });

  it('who has no name is refused, and all that came along', async () => {
    const id = await standIn.provider.create(newDialog());
    const before = await standIn.provider.read(id);
    const change = dialogFields({ progress: 9, activities: [activity({ performedBy: by(nobody) })] });

    const response = await standIn.provider.call('PUT', `/dialogs/${id}`, change);

    expect([response.status, await response.json()]).toEqual([
      422,
      expect.objectContaining({ errors: { ActorId: [`Unable to look up name for actor id: ${nobody}`] } }),
    ]);
    expect(await standIn.provider.read(id)).toEqual(before);
  });

  it('who is a person is shown to end users by name, and by a hash in the place of the number', async () => {
    const id = await standIn.provider.create(
      newDialog({
        activities: [activity({ performedBy: by(manager) })],
        transmissions: [transmission({ type: 'Submission', sender: by(manager) })],
      }),
    );

    const url = `${standIn.emulator.url}/dialogporten/api/v1/enduser/dialogs/${id}`;
    const { activities, transmissions, seenSinceLastUpdate } = (await (
      await fetch(url, { headers: { 'x-persona': 'daglig-leder' } })
    ).json()) as Record<'activities' | 'transmissions' | 'seenSinceLastUpdate', Record<string, { actorId: string }>[]>;

    const actors = [activities[0]?.['performedBy'], transmissions[0]?.['sender'], seenSinceLastUpdate[0]?.['seenBy']];
    for (const actor of actors) {
      expect(actor).toEqual({
        actorType: 'PartyRepresentative',
        actorName: 'Lykt Varsom',
        actorId: expect.stringMatching(/^urn:altinn:person:identifier-ephemeral:[0-9a-f]{10}$/),
      });
    }
    expect(new Set(actors.map((actor) => actor?.actorId)).size).toBe(1);
  });

  it('is looked up last: whose service it is comes first (CreateDialogCommand.cs)', async () => {
    const foreign = guiAction({ authorizationAttribute: 'urn:altinn:resource:unrelated-service' });
    const dialog = newDialog({ guiActions: [foreign], activities: [activity({ performedBy: by(nobody) })] });

    expect((await standIn.provider.call('POST', '/dialogs', dialog)).status).toBe(403);
  });

  it('who reports for Altinn’s correspondence service needs its scope', async () => {
    const id = await standIn.provider.create(newDialog());
    const opened = activity({ type: 'CorrespondenceOpened' });

    expect((await standIn.provider.call('POST', `/dialogs/${id}/activities`, opened)).status).toBe(403);
  });
});
