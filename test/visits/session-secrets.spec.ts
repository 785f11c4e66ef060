import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Browser } from '../support/browser.js';
import type { TestService } from '../support/service.js';
import type { TallyStage } from '../tally/tally-stage.js';
import { setVisitedStage } from './visited-tally.js';

const older = 'the secret that all replicas had until today';
const newer = 'the secret that they are to have from today on';

describe('a new SESSION_SECRET', () => {
  let stage: TallyStage;
  let dialogId: string;

  beforeAll(async () => {
    stage = await setVisitedStage({ SESSION_SECRET: older });
    dialogId = await stage.open();
  });
  afterAll(() => stage.clear());

  const replicaWith = (SESSION_SECRET: string) => stage.addService({ SESSION_SECRET });
  const pageAt = ({ url }: TestService) => `${url}/tallies/${dialogId}/page`;

  /** 200 for a browser that is logged in there, and 302 for one that is sent to ID-porten. */
  const statusOf = async (browser: Browser, service: TestService) => (await browser.fetch(pageAt(service))).status;

  it('before the old one logs no user out, and is what new sessions are encrypted with', async () => {
    const [both, onlyNewer] = [await replicaWith(`${newer},${older}`), await replicaWith(newer)];
    const loggedInBefore = new Browser();
    await loggedInBefore.openAs('daglig-leder', pageAt(stage.services[0]!));
    expect(await statusOf(loggedInBefore, both)).toBe(200);

    const loggedInAfter = new Browser();
    await loggedInAfter.openAs('daglig-leder', pageAt(both));
    expect(await statusOf(loggedInAfter, onlyNewer)).toBe(200);
    expect(await statusOf(loggedInAfter, stage.services[0]!)).toBe(302);
  });

  it('in its place does', async () => {
    const loggedIn = new Browser();
    await loggedIn.openAs('daglig-leder', pageAt(stage.services[0]!));
    expect(await statusOf(loggedIn, stage.services[0]!)).toBe(200);
    expect(await statusOf(loggedIn, await replicaWith(newer))).toBe(302);
  });
});
