import { afterEach, describe, expect, it } from '@jest/globals';
import { samplePolicy } from '../../emulator/sample/policy.js';
import { Browser } from '../support/browser.js';
import { setStage, type Stage } from './support/stage.js';

let stage: Stage;
afterEach(() => stage.clear());

/** The sample, with a policy that asks for level 4. */
async function setStrictStage(): Promise<string> {
  const serviceResources = samplePolicy.serviceResources.map((each) => ({ ...each, minimumLevel: 4 as const }));
  stage = await setStage({}, { policy: { ...samplePolicy, serviceResources } });
  return `${stage.service.url}/dialogs/${await stage.parties.openDialog()}`;
}

describe('a page whose service has a policy that asks for level 4', () => {
  it('takes who is logged in at level 3 to ID-porten for more, once, and lets in who comes back with it', async () => {
    const page = await setStrictStage();
    const browser = new Browser();
    // The login at level 3 is answered with another one, for level 4.
    const first = await browser.openAs('lavt-niva', page);
    expect(first.way.filter((address) => address.includes('/login/callback'))).toHaveLength(1);
    expect(first.url).toContain('/idporten/interaction/');
    expect(first.way.some((address) => address.includes('acr_values=idporten-loa-high'))).toBe(true);

    const insufficient = await browser.chooseIn(first, 'lavt-niva');
    expect([insufficient.url, insufficient.response.status]).toEqual([page, 403]);
    expect((await new Browser().openAs('daglig-leder', page)).response.status).toBe(200);
  });
});
