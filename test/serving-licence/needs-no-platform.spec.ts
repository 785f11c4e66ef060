import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { type Emulator, startEmulator } from '../../emulator/emulator.js';
import { samplePolicy } from '../../emulator/sample/policy.js';
import { Parties, restaurant } from './support/parties.js';
import { freePort } from '../support/postgres-server.js';
import { refusalIn } from '../support/problems.js';
import { startService, type TestService } from '../support/service.js';
import { setStage, type Stage } from './support/stage.js';
import { until } from '../support/until.js';

const manager = 'urn:altinn:person:identifier-no:14886498226';

/** A token to read that dialog with. Making one takes no request to the platform. */
function tokenFor(emulator: Emulator, dialogId: string): string {
  const resource = 'urn:altinn:resource:serving-licence';
  return emulator.signDialogToken({
    c: manager,
    l: 4,
    p: restaurant,
    s: resource,
    i: dialogId,
    a: 'read;write;confirm',
  });
}

describe('to let a token in, the service', () => {
  let stage: Stage;
  let dialogId: string;

  beforeAll(async () => {
    stage = await setStage({ DIALOGPORTEN_KEY_REFRESH_SECONDS: '1' }, { port: await freePort() });
    dialogId = await stage.parties.openDialog();
  });

  afterEach(() => stage.emulator.resume());

  afterAll(() => stage.clear());

  async function statusOf(token: string): Promise<number> {
    return (await stage.parties.embed(dialogId, token)).status;
  }

  function failedRefreshes(): number {
    return stage.service.log.filter((line) => line.includes('keys of Dialogporten could not be fetched')).length;
  }

  it('uses the keys that it has while the platform is away, refreshing in vain', async () => {
    const known = tokenFor(stage.emulator, dialogId);
    const fresh = [tokenFor(stage.emulator, dialogId), tokenFor(stage.emulator, dialogId)];
    expect(await statusOf(known)).toBe(200);

    await stage.emulator.pause();
    expect([await statusOf(known), await statusOf(fresh[0]!)]).toEqual([200, 200]);
    const failures = failedRefreshes();
    await until(() => failedRefreshes() > failures);
    expect([await statusOf(known), await statusOf(fresh[0]!), await statusOf(fresh[1]!)]).toEqual([200, 200, 200]);
    expect((await fetch(`${stage.service.url}/health/ready`)).status).toBe(200);
  });

  it('refuses tokens of keys that are gone after the next refresh, cached or not, and accepts those of new ones', async () => {
    const cached = tokenFor(stage.emulator, dialogId);
    const neverSeen = tokenFor(stage.emulator, dialogId);
    expect(await statusOf(cached)).toBe(200);

    await stage.emulator.rotateKeys();
    await until(async () => (await statusOf(cached)) !== 200);
    expect(await refusalIn(await stage.parties.embed(dialogId, cached))).toBe('401 invalid-token');
    expect(await refusalIn(await stage.parties.embed(dialogId, neverSeen))).toBe('401 invalid-token');
    expect(await statusOf(tokenFor(stage.emulator, dialogId))).toBe(200);
  });

  it('learns of new keys when the platform comes back with them', async () => {
    const old = tokenFor(stage.emulator, dialogId);
    expect(await statusOf(old)).toBe(200);
    await stage.emulator.pause();
    await stage.emulator.rotateKeys();
    const failures = failedRefreshes();
    await until(() => failedRefreshes() > failures);
    expect(await statusOf(old)).toBe(200);

    await stage.emulator.resume();
    await until(async () => (await statusOf(tokenFor(stage.emulator, dialogId))) === 200);
    expect(await refusalIn(await stage.parties.embed(dialogId, old))).toBe('401 invalid-token');
  });
});

describe('a thousand authorised requests', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await setStage();
  });

  afterAll(() => stage.clear());

  it('make no request to the platform', async () => {
    const dialogId = await stage.parties.openDialog();
    const tokens = Array.from({ length: 100 }, () => tokenFor(stage.emulator, dialogId));
    stage.emulator.requests.clear();

    const statuses = [];
    for (let round = 0; round < 20; round += 1) {
      const requests = Array.from({ length: 50 }, (_, index) =>
        stage.parties.embed(dialogId, tokens[(round * 50 + index) % tokens.length]!).then(async (answer) => {
          await answer.text();
          return answer.status;
        }),
      );
      statuses.push(...(await Promise.all(requests)));
    }

    expect(statuses).toEqual(Array(1_000).fill(200));
    expect(stage.emulator.requests.list()).toEqual([]);
  });

  it('make one request for keys at the most, when they are all forged', async () => {
    const dialogId = await stage.parties.openDialog();
    stage.emulator.requests.clear();
    const requests = Array.from({ length: 200 }, (_, index) =>
      stage.parties.embed(dialogId, stage.emulator.signDialogToken({ i: dialogId }, { kid: `invented-${index}` })),
    );
    const statuses = (await Promise.all(requests)).map(({ status }) => status);
    expect(statuses).toEqual(Array(200).fill(401));
    const fetches = stage.emulator.requests.list().filter(({ path }) => path.endsWith('/jwks.json'));
    expect(fetches.length).toBeLessThanOrEqual(1);
  });
});

describe('a service that starts while the platform is away', () => {
  let emulator: Emulator;
  let service: TestService;
  let maskinportenToken: string;

  beforeAll(async () => {
    emulator = await startEmulator({ policy: samplePolicy, port: await freePort() });
    const elsewhere = { url: '' } as TestService;
    maskinportenToken = await new Parties(emulator, elsewhere).serviceOwnerToken();
    await emulator.pause();
    service = await startService(emulator);
  });

  afterAll(async () => {
    await service.stop();
    await emulator.stop();
  });

  it('says so, and serves as soon as it has come, by itself', async () => {
    const parties = new Parties(emulator, service);
    expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
    const ready = await fetch(`${service.url}/health/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ status: 'not-ready', checks: { keys: 'failing', database: 'ok' } });

    const id = v7();
    const answers = [
      await parties.embed(id, tokenFor(emulator, id)),
      await parties.press('confirm', id, tokenFor(emulator, id)),
      await fetch(`${service.url}/service-owner/dialogs/${id}`, {
        headers: { Authorization: `Bearer ${maskinportenToken}` },
      }),
    ];
    for (const answer of answers) {
      expect(await refusalIn(answer)).toBe('503 unavailable');
      expect(answer.headers.get('Retry-After')).toMatch(/^[1-9]\d*$/);
    }
    // Without a token, nothing has to be verified.
    expect(await refusalIn(await fetch(`${service.url}/embeds/dialogs/${id}`))).toBe('401 missing-token');

    await emulator.resume();
    await until(async () => (await fetch(`${service.url}/health/ready`)).status === 200);
    // Maskinporten's keys have a rhythm of their own: without them, only the service owner has to wait.
    await until(async () => (await parties.asServiceOwner('GET', `/${id}`)).status === 404);
    const opened = await parties.openDialog();
    expect((await parties.pressAs('daglig-leder', 'confirm', opened)).status).toBe(204);
    expect((await parties.embed(opened, tokenFor(emulator, opened))).status).toBe(200);
  });
});
