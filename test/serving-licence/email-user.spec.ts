import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { Browser } from '../support/browser.js';
import { sharedDatabase } from '../support/postgres.js';
import { setStage, type Stage } from './support/stage.js';

const prefix = 'urn:altinn:person:idporten-email:';
const emailUser = `${prefix}nysgjerrig.kanne@epost.example`;
const otherSpelling = `${prefix}Nysgjerrig.Kanne%40epost.example`;

let stage: Stage;
let databaseUrl: string;

beforeAll(async () => {
  databaseUrl = await sharedDatabase();
  stage = await setStage({ DATABASE_URL: databaseUrl });
});
afterAll(() => stage.clear());

const pageOf = (id: string) => `${stage.service.url}/dialogs/${id}`;

async function press(action: 'confirm' | 'submit' | 'withdraw', id: string): Promise<number> {
  const { parties } = stage;
  return (await parties.press(action, id, await parties.tokenOf('epostbruker', id))).status;
}

describe('a user who logs in by e-mail', () => {
  it('has an application opened, confirms and withdraws it in the portal, and is named by no log of ours', async () => {
    const { parties, emulator } = stage;
    const id = await parties.openDialog({ party: emailUser });

    expect((await parties.embed(id, await parties.tokenOf('epostbruker', id))).status).toBe(200);
    expect(await press('confirm', id)).toBe(204);
    expect(emulator.dialogs.get(id)!.activities.at(-1)).toMatchObject({ performedBy: { actorId: emailUser } });
    expect(await press('withdraw', id)).toBe(204);
    expect(emulator.dialogs.get(id)!.deletedAt).toEqual(expect.any(String));
    expect(stage.service.log.join('')).not.toMatch(/nysgjerrig|epost\.example/i);
  });

  it('is not told to log in at a higher level in order to sign, which a login by e-mail does not have', async () => {
    const { parties } = stage;
    const id = await parties.openDialog({ party: emailUser });
    await press('confirm', id);
    await press('submit', id);
    const shown = await (await parties.embed(id, await parties.tokenOf('epostbruker', id))).text();
    expect(shown).toContain('Du kan ikke signere når du er logget inn med e-post');
    expect(shown).not.toContain('høyere');
    const page = await new Browser().openAs('epostbruker', pageOf(id));
    expect(page.body).toContain('Du kan ikke signere når du er logget inn med e-post');
  });

  it('is one party, however an opening spells the address', async () => {
    const id = await stage.parties.openDialog({ party: otherSpelling });
    expect(stage.emulator.dialogs.get(id)!.party).toBe(emailUser);
    expect(await press('confirm', id)).toBe(204);
    expect((await new Browser().openAs('epostbruker', pageOf(id))).response.status).toBe(200);
  });

  it('keeps the applications that were stored under another spelling before', async () => {
    const id = await stage.parties.openDialog({ party: emailUser });
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query('UPDATE dialogs SET party = $1 WHERE id = $2', [otherSpelling, id]);
    await client.end();
    expect(await press('confirm', id)).toBe(204);
    expect((await new Browser().openAs('epostbruker', pageOf(id))).response.status).toBe(200);
  });
});
