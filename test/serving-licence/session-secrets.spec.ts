import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Browser } from '../support/browser.js';
import { sharedDatabase } from '../support/postgres.js';
import { startService, type TestService } from '../support/service.js';
import { setStage, type Stage } from './support/stage.js';

const older = 'the secret that all replicas had until today';
const newer = 'the secret that they are to have from today on';

describe('a new SESSION_SECRET', () => {
  let stage: Stage;
  let databaseUrl: string;
  let dialogId: string;
  const replicas: TestService[] = [];

  beforeAll(async () => {
    databaseUrl = await sharedDatabase();
    stage = await setStage({ DATABASE_URL: databaseUrl, SESSION_SECRET: older });
    dialogId = await stage.parties.openDialog();
  });

  afterAll(async () => {
    for (const replica of replicas) await replica.stop();
    await stage.clear();
  });

  async function replicaWith(SESSION_SECRET: string): Promise<TestService> {
    const replica = await startService(stage.emulator, { DATABASE_URL: databaseUrl, SESSION_SECRET });
    replicas.push(replica);
    return replica;
  }

  /** Whether a browser is shown the page at once, without a login. */
  const isLoggedIn = async (browser: Browser, { url }: TestService) =>
    (await browser.fetch(`${url}/dialogs/${dialogId}`)).status === 200;

  it('before the old one logs no user out, and is what new sessions are encrypted with', async () => {
    const [both, onlyNewer] = [await replicaWith(`${newer},${older}`), await replicaWith(newer)];
    const loggedInBefore = new Browser();
    await loggedInBefore.openAs('daglig-leder', `${stage.service.url}/dialogs/${dialogId}`);
    expect(await isLoggedIn(loggedInBefore, both)).toBe(true);

    const loggedInAfter = new Browser();
    await loggedInAfter.openAs('daglig-leder', `${both.url}/dialogs/${dialogId}`);
    expect(await isLoggedIn(loggedInAfter, onlyNewer)).toBe(true);
    expect(await isLoggedIn(loggedInAfter, stage.service)).toBe(false);
  });

  it('in its place does', async () => {
    const loggedIn = new Browser();
    await loggedIn.openAs('daglig-leder', `${stage.service.url}/dialogs/${dialogId}`);
    expect(await isLoggedIn(loggedIn, stage.service)).toBe(true);
    expect(await isLoggedIn(loggedIn, await replicaWith(newer))).toBe(false);
  });
});

describe('a logout at ID-porten', () => {
  it('that names a session which cannot be stored is refused', async () => {
    const stage = await setStage();
    try {
      const { url } = stage.service;
      const at = (sid: string) =>
        fetch(`${url}/logout/front-channel?${new URLSearchParams({ iss: `${stage.emulator.url}/idporten`, sid })}`);
      expect((await at('unknown')).status).toBe(200);
      for (const sid of ['\0', 'a\0b', '']) expect((await at(sid)).status).toBe(400);
    } finally {
      await stage.clear();
    }
  });
});
