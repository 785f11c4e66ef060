import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attributeValue, Browser, headingOf } from '../support/browser.js';
import type { TestService } from '../support/service.js';
import type { TallyStage } from '../tally/tally-stage.js';
import { setVisitedStage } from './visited-tally.js';

let stage: TallyStage;
let service: TestService;
let replica: TestService;
let dialogId: string;

beforeAll(async () => {
  stage = await setVisitedStage({ SESSION_SECRET: 'of these tests alone and long enough to be one' });
  service = stage.services[0]!;
  replica = await stage.addService();
  dialogId = await stage.open();
});
afterAll(() => stage.clear());

const pageOf = (id = dialogId, { url }: Pick<TestService, 'url'> = service) => `${url}/tallies/${id}/page`;

describe('logging out', () => {
  it('here ends the session here, and then at ID-porten, and comes back', async () => {
    const browser = new Browser({ 'Accept-Language': 'nb' });
    await browser.openAs('daglig-leder', pageOf());
    const session = browser.cookies.get('session')!;
    const asked = await browser.open(`${service.url}/logout`);
    expect(new URL(asked.url).pathname).toBe('/idporten/session/end');
    expect(asked.way.join()).not.toMatch(/id_token|eyJ/);

    const [, action] = /<form id="op.logoutForm" method="post" action="([^"]+)">/.exec(asked.body)!;
    const [, xsrf] = /name="xsrf" value="([^"]+)"/.exec(asked.body)!;
    const body = new URLSearchParams({ xsrf: xsrf!, logout: 'yes' });
    const back = await browser.open(attributeValue(action!), { method: 'POST', body });
    expect([back.url, headingOf(back)]).toEqual([`${service.url}/logged-out`, 'Du er logget ut']);

    const again = await browser.open(pageOf());
    expect(again.body).toContain('name="persona"');
    browser.cookies.set('session', session);
    expect((await browser.sentTo(pageOf())).pathname).toBe('/idporten/auth');
  });

  it('at ID-porten ends the session here, at every replica, though our cookie does not come along', async () => {
    const browser = new Browser();
    await browser.openAs('daglig-leder', pageOf());
    const asked = await browser.open(`${stage.emulator.url}/idporten/session/end`);
    const [, frame] = /<iframe hidden title="logout" src="([^"]+)">/.exec(asked.body)!;
    expect(frame).toContain('/logout/front-channel?iss=');
    const told = await new Browser().open(attributeValue(frame!));
    expect([told.response.status, told.body]).toEqual([200, '']);
    expect(told.response.headers.get('Cache-Control')).toBe('no-store');
    for (const { url } of [service, replica]) {
      expect((await browser.sentTo(pageOf(dialogId, { url }))).pathname).toBe('/idporten/auth');
    }
  });

  it('by a caller who does not know the session, or is not ID-porten, ends nothing', async () => {
    const browser = new Browser();
    await browser.openAs('daglig-leder', pageOf());
    const front = `${service.url}/logout/front-channel`;
    const iss = encodeURIComponent(`${stage.emulator.url}/idporten`);
    const statuses = [];
    for (const query of ['', `?iss=${iss}`, '?sid=x', '?iss=https://evil.example&sid=x', `?iss=${iss}&sid=a&sid=b`]) {
      statuses.push((await fetch(front + query)).status);
    }
    expect(statuses).toEqual([400, 400, 400, 400, 400]);
    expect((await fetch(`${front}?iss=${iss}&sid=x`)).status).toBe(200);
    expect((await browser.open(pageOf())).way).toHaveLength(1);
  });

  it('cannot be done by a page of another site, and is nothing for a browser that is not logged in', async () => {
    const browser = new Browser();
    await browser.openAs('daglig-leder', pageOf());
    const forced = await browser.fetch(`${service.url}/logout`, { headers: { 'Sec-Fetch-Site': 'cross-site' } });
    expect(forced.status).toBe(400);
    expect((await browser.open(pageOf())).way).toHaveLength(1);
    const nobody = await new Browser().open(`${service.url}/logout`);
    expect(nobody.url).toBe(`${service.url}/logged-out`);
  });

  it('is done here even if ID-porten is away', async () => {
    const browser = new Browser();
    await browser.openAs('daglig-leder', pageOf());
    const fresh = await stage.addService();
    try {
      stage.emulator.faults.set([{ match: '/idporten', absent: true }]);
      const { url } = await browser.open(`${fresh.url}/logout`);
      expect([url, browser.cookies.has('session')]).toEqual([`${fresh.url}/logged-out`, false]);
    } finally {
      stage.emulator.faults.clear();
    }
  });

  it('that names a session which cannot be stored is refused', async () => {
    const at = (sid: string) =>
      fetch(
        `${service.url}/logout/front-channel?${new URLSearchParams({ iss: `${stage.emulator.url}/idporten`, sid })}`,
      );
    expect((await at('unknown')).status).toBe(200);
    for (const sid of ['\0', 'a\0b', '']) expect((await at(sid)).status).toBe(400);
  });
});

describe('over https', () => {
  it('the cookies are bound to our host', async () => {
    const secure = await stage.addService({ PUBLIC_URL: 'https://provider.example' });
    const browser = new Browser();
    await browser.fetch(pageOf(dialogId, secure));
    expect(browser.setCookies).toEqual([
      expect.stringMatching(/^__Host-login=[^;]+; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    ]);
  });
});
