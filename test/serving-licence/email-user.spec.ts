import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setStage, type Stage } from './support/stage.js';

const emailUser = 'urn:altinn:person:idporten-email:nysgjerrig.kanne%40epost.example';

let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.clear());

describe('somebody who logs in by e-mail', () => {
  it('has an application opened, confirms and withdraws it in the portal, and is named by nobody in our log', async () => {
    const { parties, emulator } = stage;
    const id = await parties.openDialog({ party: emailUser });
    const press = async (action: 'confirm' | 'withdraw') =>
      (await parties.press(action, id, await parties.tokenOf('epostbruker', id))).status;

    expect((await parties.embed(id, await parties.tokenOf('epostbruker', id))).status).toBe(200);
    expect(await press('confirm')).toBe(204);
    expect(emulator.dialogs.get(id)!.activities.at(-1)).toMatchObject({ performedBy: { actorId: emailUser } });
    expect(await press('withdraw')).toBe(204);
    expect(emulator.dialogs.get(id)!.deletedAt).toEqual(expect.any(String));
    expect(stage.service.log.join('')).not.toMatch(/nysgjerrig|epost\.example/);
  });
});
