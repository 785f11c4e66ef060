import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Browser, headingOf } from '../support/browser.js';
import type { TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { tallyClient } from '../tally/tally.client.js';
import type { TallyStage } from '../tally/tally-stage.js';
import { setVisitedStage } from './visited-tally.js';

let stage: TallyStage;
let service: TestService;
let dialogId: string;

beforeAll(async () => {
  stage = await setVisitedStage({ SESSION_SECRET: 'of these tests alone and long enough to be one' });
  service = stage.services[0]!;
  dialogId = await stage.open();
});
afterAll(() => stage.clear());

const pageOf = (id = dialogId, { url }: Pick<TestService, 'url'> = service) => `${url}/tallies/${id}/page`;
const approvalOf = (id = dialogId) => `${service.url}/tallies/${id}/approval`;

/** Goes to ID-porten, and as far as the address that it sends the browser back to. */
async function callbackOf(browser: Browser, persona: string): Promise<string> {
  const { way } = await browser.openAs(persona, pageOf());
  return way.find((address) => address.includes('/login/callback'))!;
}

/** Events of logins and logouts that a service logged, after the first `since` lines. */
function eventsIn({ log }: TestService, since = 0): Record<string, unknown>[] {
  return log
    .slice(since)
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ msg }) => String(msg).startsWith('a visitor logged'));
}

/** A browser that is logged in at level 3, and at a page that asks for level 4. */
async function atStepUp(persona = 'lavt-niva') {
  const browser = new Browser({ 'Accept-Language': 'nb' });
  const page = await browser.openAs(persona, approvalOf());
  expect(page.url).toContain('/idporten/interaction/');
  return { browser, page, session: browser.cookies.get('session')! };
}

describe('a login', () => {
  it('is logged with its level and a pseudonym, and so is its end, here or at ID-porten', async () => {
    const id = await stage.open();
    const before = service.log.length;
    const browser = new Browser();
    await browser.openAs('medarbeider', pageOf(id));
    await browser.open(`${service.url}/logout`);
    const other = new Browser();
    await other.openAs('medarbeider', pageOf(id));
    const { body } = await other.open(`${stage.emulator.url}/idporten/session/end`);
    const [, frame] = /<iframe hidden title="logout" src="([^"]+)">/.exec(body)!;
    await other.open(frame!.replaceAll('&amp;', '&'));

    const events = eventsIn(service, before);
    const [login] = events;
    expect(events).toMatchObject([
      { msg: 'a visitor logged in', level: 3, askedFor: 3, caller: expect.stringMatching(/^person [\w-]{16}$/) },
      { msg: 'a visitor logged out', caller: login!['caller'] },
      { msg: 'a visitor logged in', caller: login!['caller'] },
      { msg: 'a visitor logged out at ID-porten', sessions: 1 },
    ]);
    expect(JSON.stringify(events)).not.toMatch(/27897910190/);
  });

  it('that is answered with a lower level than was asked for is one at that level, and not tried again', async () => {
    const { browser, page } = await atStepUp();
    const before = service.log.length;
    const refused = await browser.chooseIn(page, 'lavt-niva');
    expect([refused.url, refused.response.status]).toEqual([approvalOf(), 403]);
    expect(headingOf(refused)).toBe('For lavt sikkerhetsnivå');
    expect(eventsIn(service, before)).toMatchObject([{ level: 3, askedFor: 4 }]);
    // A page for level 3 is open still.
    const id = await stage.open();
    expect((await browser.open(pageOf(id))).way).toEqual([pageOf(id)]);
  });

  it('that another person answers is theirs, and ends the session of the one before', async () => {
    const { browser, page, session } = await atStepUp();
    const before = service.log.length;
    const theirs = await browser.chooseIn(page, 'fremmed');
    expect([theirs.url, theirs.response.status]).toEqual([approvalOf(), 403]);
    const [event] = eventsIn(service, before);
    expect(event).toMatchObject({ level: 4, before: expect.stringMatching(/^person /) });
    expect(event!['before']).not.toBe(event!['caller']);
    await expectWorthless(session);
  });

  it('at a higher level ends the session at the lower one, of which a copy is worth nothing', async () => {
    const { browser, page, session } = await atStepUp();
    expect((await browser.chooseIn(page, 'daglig-leder')).response.status).toBe(200);
    await expectWorthless(session);
  });

  async function expectWorthless(session: string): Promise<void> {
    const copy = new Browser();
    copy.cookies.set('session', session);
    expect((await copy.open(approvalOf())).url).toContain('/idporten/interaction/');
  }

  it('asks for a code with PKCE, state and nonce, and holds no secret and no national identity number in a URL', async () => {
    const browser = new Browser();
    const { origin, pathname, searchParams } = await browser.sentTo(pageOf());
    expect(origin + pathname).toBe(`${stage.emulator.url}/idporten/auth`);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: 'code',
      scope: 'openid',
      redirect_uri: `${service.url}/login/callback`,
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{40,}$/),
      nonce: expect.stringMatching(/^[\w-]{40,}$/),
    });
    const { way } = await browser.openAs('daglig-leder', pageOf());
    expect(way.join()).not.toMatch(/\d{11}(?!\d)|secret/);
    expect(service.log.join('')).not.toMatch(/14886498226|code=|state=/);
  });

  it('has cookies that no script reads and no other site sends along', async () => {
    const browser = new Browser();
    await browser.openAs('daglig-leder', pageOf());
    const ours = browser.setCookies.filter((cookie) => /^(session|login)=/.test(cookie));
    expect(ours.length).toBeGreaterThanOrEqual(3);
    for (const cookie of ours) expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(ours.join()).not.toMatch(/14886498226/);
  });

  it('replaces the session that was there, which is then worth nothing', async () => {
    const browser = new Browser();
    await browser.openAs('lavt-niva', pageOf());
    const earlier = browser.cookies.get('session')!;
    await browser.openAs('daglig-leder', approvalOf());
    expect(browser.cookies.get('session')).not.toBe(earlier);
    const thief = new Browser();
    thief.cookies.set('session', earlier);
    expect((await thief.sentTo(pageOf())).pathname).toBe('/idporten/auth');
  });

  // From here on the newest service in this process has what all of them log.
  it('is good at every replica', async () => {
    const browser = new Browser();
    const replica = await stage.addService();
    await browser.openAs('daglig-leder', pageOf());
    expect((await browser.open(pageOf(dialogId, replica))).response.status).toBe(200);
  });

  it('is over when its time is, and then forgotten', async () => {
    const browser = new Browser();
    await browser.openAs('daglig-leder', pageOf());
    const expired = async () => (await stage.sql('SELECT 1 FROM sessions WHERE expires_at <= now()')).length;
    await stage.sql("UPDATE sessions SET expires_at = now() - interval '1 second'");
    expect((await browser.sentTo(pageOf())).pathname).toBe('/idporten/auth');
    expect(await expired()).toBeGreaterThan(0);
    await stage.addService();
    await until(async () => (await expired()) === 0);
  });

  it('in one tab does not spoil that in another', async () => {
    const browser = new Browser();
    const other = await stage.open();
    const [one, two] = [await browser.open(pageOf()), await browser.open(pageOf(other))];
    expect((await browser.chooseIn(one, 'daglig-leder')).url).toBe(pageOf());
    expect((await browser.chooseIn(two, 'daglig-leder')).url).toBe(pageOf(other));
  });

  it.each([
    ['bits of it changed', (cookie: string) => cookie.replace(/^.{8}/, 'AAAAAAAA')],
    ['cut off', (cookie: string) => cookie.slice(0, 40)],
    ['made up', () => encodeURIComponent(JSON.stringify({ session: { urn: 'x', level: 4, askedFor: 4 } }))],
    ['empty', () => ''],
    ['another cookie of ours', (_: string, login: string) => login],
  ])('is no longer there when its cookie is %s', async (_, spoil) => {
    const browser = new Browser();
    await browser.openAs('daglig-leder', pageOf());
    const spoilt = new Browser();
    spoilt.cookies.set('session', spoil(browser.cookies.get('session')!, browser.cookies.get('login')!));
    expect((await spoilt.sentTo(pageOf())).pathname).toBe('/idporten/auth');
  });

  it('is good once: the same answer again is refused', async () => {
    const browser = new Browser();
    const callback = await callbackOf(browser, 'daglig-leder');
    const again = await browser.open(callback);
    expect([again.response.status, headingOf(again)]).toEqual([400, 'Du ble ikke logget inn']);
    expect((await browser.open(pageOf())).response.status).toBe(200);
  });

  it('is refused in a browser that it was not started in', async () => {
    const callback = await callbackOf(new Browser(), 'daglig-leder');
    const victim = new Browser();
    await victim.open(pageOf());
    const page = await victim.open(callback);
    expect([page.response.status, headingOf(page)]).toEqual([400, 'Du ble ikke logget inn']);
    expect(victim.cookies.has('session')).toBe(false);
  });

  it.each(['', '?code=x', '?state=x', '?code=x&state=x', '?error=access_denied&state=x', '?state=x&state=y', '?%'])(
    'is refused with an answer that belongs to none: %s',
    async (query) => {
      const page = await new Browser().open(`${service.url}/login/callback${query}`);
      expect([page.response.status, headingOf(page)]).toEqual([400, 'Du ble ikke logget inn']);
    },
  );

  it('that is broken off at ID-porten, or comes with another code, is refused, and can be begun again', async () => {
    const browser = new Browser();
    for (const rest of ['&error=access_denied', '&code=made-up']) {
      const state = (await browser.sentTo(pageOf())).searchParams.get('state')!;
      const iss = encodeURIComponent(`${stage.emulator.url}/idporten`);
      const page = await browser.open(`${service.url}/login/callback?state=${state}&iss=${iss}${rest}`);
      expect([page.response.status, headingOf(page)]).toEqual([400, 'Du ble ikke logget inn']);
    }
    expect((await browser.openAs('daglig-leder', pageOf())).response.status).toBe(200);
  });

  it('that fails because ID-porten does not know us is for an operator to see', async () => {
    const wrong = await stage.addService({ IDPORTEN_CLIENT_SECRET: 'of another time' });
    const page = await new Browser().openAs('daglig-leder', pageOf(dialogId, wrong));
    expect([page.response.status, headingOf(page)]).toEqual([400, 'Du ble ikke logget inn']);
    const alerts = wrong.log.filter((line) => line.includes('"alert":true'));
    expect(alerts).toEqual([expect.stringContaining('ID-porten does not accept our client')]);
  });

  it('that is answered with an error of a stranger’s making raises no alarm, and fills no log', async () => {
    const alone = await stage.addService();
    const iss = encodeURIComponent(`${stage.emulator.url}/idporten`);
    for (const error of ['invalid_client', 'unauthorized_client', 'x'.repeat(1_000), '%101234567', '14886498226']) {
      const browser = new Browser();
      const state = (await browser.sentTo(pageOf(dialogId, alone))).searchParams.get('state')!;
      const page = await browser.open(`${alone.url}/login/callback?state=${state}&iss=${iss}&error=${error}`);
      expect([page.response.status, headingOf(page)]).toEqual([400, 'Du ble ikke logget inn']);
    }
    const lines = alone.log.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.filter(({ alert }) => alert === true)).toEqual([]);
    const brokenOff = lines.filter(({ msg }) => msg === 'a login was broken off');
    expect(brokenOff.map(({ said }) => said)).toEqual(['invalid_client', 'unauthorized_client', ...Array(3)]);
    expect(alone.log.filter((line) => line.includes('xxxx'))).toEqual([]);
  });

  it.each([
    '?returnTo=https://evil.example',
    '?return_to=//evil.example&lang=https://evil.example',
    '?lang=nn&redirect_uri=https://evil.example',
  ])('leads back to the page, and to no other address asked for: %s', async (query) => {
    const browser = new Browser({ 'Accept-Language': 'nb', Host: 'evil.example', 'X-Forwarded-Host': 'evil.example' });
    const { way, url } = await browser.openAs('daglig-leder', `${pageOf()}${query}`);
    expect([pageOf(), `${pageOf()}?lang=nn`]).toContain(url);
    for (const address of way.slice(1)) expect(new URL(address).hostname).toBe('localhost');
  });

  it.each(['//evil.example/tallies/', '/\\evil.example/tallies/', '/tallies/..%2f..%2f%2fevil.example', '/tallies//'])(
    'is not begun for a path that is none of ours: %s',
    async (path) => {
      const { response } = await new Browser().open(`${service.url}${path}`);
      expect(response.status).toBe(404);
    },
  );

  it('waits for ID-porten with a page when it is away', async () => {
    const fresh = await stage.addService();
    try {
      stage.emulator.faults.set([{ match: '/idporten', absent: true }]);
      const away = await new Browser({ 'Accept-Language': 'nb' }).open(pageOf(dialogId, fresh));
      expect([away.response.status, headingOf(away)]).toEqual([503, 'Utilgjengelig akkurat nå']);
      stage.emulator.faults.clear();
      expect((await new Browser().fetch(pageOf(dialogId, fresh))).status).toBe(302);
    } finally {
      stage.emulator.faults.clear();
    }
  });
});

describe('a client of ID-porten with a key', () => {
  it('logs people in without a secret', async () => {
    const { clientId, privateJwk } = tallyClient;
    const keyed = await stage.addService({
      IDPORTEN_CLIENT_ID: clientId,
      IDPORTEN_PRIVATE_JWK: JSON.stringify(privateJwk),
    });
    await new Browser().openAs('medarbeider', pageOf(dialogId, keyed));
    expect(eventsIn(keyed)).toMatchObject([{ msg: 'a visitor logged in', level: 3 }]);
  });
});

describe('the level of a login', () => {
  const emailUser = 'urn:altinn:person:idporten-email:nysgjerrig.kanne@epost.example';

  /** Levels that were asked for at ID-porten on the way to a page. */
  const askedFor = (way: readonly string[]) =>
    way.map((address) => new URL(address).searchParams.get('acr_values')).filter((acr) => acr !== null);

  it('is that by e-mail for the page and the file of a user who has no other, however sensitive they are', async () => {
    const own = await stage.open({ party: emailUser });
    const browser = new Browser();
    const page = await browser.openAs('epostbruker', approvalOf(own));
    expect([page.url, page.response.status]).toEqual([approvalOf(own), 200]);
    expect(askedFor(page.way)).toEqual(['selfregistered-email']);
    expect((await browser.open(`${service.url}/tallies/${own}/file`)).body).toBe('Counted to 0');
  });

  it('is asked for anew at the page of an organisation, where an e-mail address opens nothing', async () => {
    const own = await stage.open({ party: emailUser });
    const browser = new Browser();
    await browser.openAs('epostbruker', pageOf(own));
    const asked = await browser.open(pageOf());
    expect(askedFor(asked.way)).toEqual(['idporten-loa-substantial']);
    expect(asked.body).not.toContain('value="epostbruker"');
    const page = await browser.chooseIn(asked, 'daglig-leder');
    expect([page.url, page.response.status]).toEqual([pageOf(), 200]);
    // A new login by e-mail is another user, for whom the earlier tally is closed.
    expect((await browser.open(pageOf(own))).response.status).toBe(403);
  });
});

describe('requests for files', () => {
  it('are counted by their callers, with all else that these ask for', async () => {
    const counting = await stage.addService({ RATE_LIMIT_PER_MINUTE: '15' });
    const statusFor = async (persona: string, part: 'file' | 'embed') => {
      const headers = { Authorization: `Bearer ${tokens.get(persona)!}` };
      return (await fetch(`${counting.url}/tallies/${dialogId}/${part}`, { headers })).status;
    };
    const tokens = new Map<string, string>();
    for (const persona of ['daglig-leder', 'medarbeider']) tokens.set(persona, await stage.tokenOf(persona, dialogId));
    const statuses: number[] = [];
    while (!statuses.includes(429) && statuses.length < 20) statuses.push(await statusFor('daglig-leder', 'file'));
    expect(statuses).toEqual([...Array<number>(15).fill(200), 429]);
    expect(await statusFor('daglig-leder', 'embed')).toBe(429);
    expect(await statusFor('medarbeider', 'file')).toBe(200);
  });
});
