import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { problemIn } from '../support/problems.js';
import { setStage, type Stage } from './support/stage.js';

describe('with Dialogporten 1.119.1, which does not know authorization contexts,', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await setStage({}, { plays: '1.119.1' });
  });

  afterAll(() => stage.clear());

  it('a dialog goes through its life, and only the decision, which no token there can list, stays closed', async () => {
    const { emulator, parties, service } = stage;
    const id = await parties.openDialog();
    for (const action of ['confirm', 'submit', 'sign'] as const) {
      expect((await parties.pressAs('daglig-leder', action, id)).status).toBe(204);
    }
    expect((await parties.asServiceOwner('POST', `/${id}/decision`, { granted: true })).status).toBe(204);

    const [receipt, decision] = emulator.dialogs.get(id)!.transmissions;
    const token = await parties.tokenOf('daglig-leder', id);
    const fetchEmbed = (transmissionId: string) =>
      fetch(`${service.url}/embeds/dialogs/${id}/transmissions/${transmissionId}`, {
        headers: { authorization: `Bearer ${token}` },
      });

    expect(decision).not.toHaveProperty('authorizationContext');
    expect((await fetchEmbed(receipt!.id)).status).toBe(200);
    await problemIn(await fetchEmbed(decision!.id), 403, 'missing-entity');
  });
});
