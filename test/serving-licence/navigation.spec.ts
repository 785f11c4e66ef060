import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { attributeValue, Browser, type Visited } from '../support/browser.js';
import { problemIn } from '../support/problems.js';
import { sharedDatabase } from '../support/postgres.js';
import { startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { setStage, type Stage } from './support/stage.js';

const secret = 'of these tests alone and long enough to be one';

let stage: Stage;
let replica: TestService;
let databaseUrl: string;
let dialogId: string;

beforeAll(async () => {
  databaseUrl = await sharedDatabase();
  stage = await setStage({ DATABASE_URL: databaseUrl, SESSION_SECRET: secret });
  replica = await startService(stage.emulator, { DATABASE_URL: databaseUrl, SESSION_SECRET: secret });
  dialogId = await stage.parties.openDialog({ externalReference: 'SAK-1' });
});

afterAll(async () => {
  await replica.stop();
  await stage.clear();
});

const pageOf = (id = dialogId, query = '') => `${stage.service.url}/dialogs/${id}${query}`;
const headingOf = ({ body }: Visited) => /<h1>(.*?)<\/h1>/.exec(body)?.[1];

/** Where the answer sends the browser, without going there. */
async function leadsTo(browser: Browser, url: string): Promise<URL> {
  const { status, headers } = await browser.fetch(url);
  expect(status).toBe(302);
  return new URL(headers.get('Location')!, url);
}

/** Goes to ID-porten, and as far as the address that it sends the browser back to. */
async function callbackOf(browser: Browser, persona: string, url = pageOf()): Promise<string> {
  const { way } = await browser.openAs(persona, url);
  return way.find((address) => address.includes('/login/callback'))!;
}

/** Brings the dialog to where it awaits a signature. */
async function awaitingSignature(externalReference = 'SAK-3'): Promise<string> {
  const id = await stage.parties.openDialog({ externalReference });
  await stage.parties.pressAs('daglig-leder', 'confirm', id);
  await stage.parties.pressAs('daglig-leder', 'submit', id);
  return id;
}

describe('the page of a dialog', () => {
  it('is the action "Open", behind a login at ID-porten, and shows what the portal shows', async () => {
    const { guiActions } = stage.emulator.dialogs.get(dialogId)!;
    const open = guiActions.find(({ httpMethod }) => httpMethod === 'GET')!;
    const title = open.title.find(({ languageCode }) => languageCode === 'nb')?.value;
    expect([open.url, open.action, title]).toEqual([pageOf(), 'read', 'Åpne hos kommunen']);

    const browser = new Browser({ 'Accept-Language': 'en' });
    const page = await browser.openAs('daglig-leder', open.url);
    expect([page.url, page.response.status, headingOf(page)]).toEqual([
      pageOf(),
      200,
      'Renewal of licence to serve alcohol',
    ]);
    expect(page.body).toContain('<html lang="en">');
    const outline = [...page.body.matchAll(/<(h\d|main|nav|title)\b/g)].map(([, tag]) => tag);
    expect(outline.join(' ')).toBe('title nav main h1 h2');
    expect(page.body.match(/aria-current="true"/g)).toHaveLength(1);
    expect(page.body).toContain(
      `<a href="${stage.emulator.url}/inbox/${dialogId}">Back to the dialog in the inbox</a>`,
    );
    for (const text of ['Fjordvik Municipality', '310 456 799']) expect(page.body).toContain(`<dd>${text}</dd>`);
    for (const text of ['To be confirmed', 'Confirm that the business wants to apply', 'SAK-1', 'Log out']) {
      expect(page.body).toContain(text);
    }
    // The session is good for the next page, without a new login.
    expect((await browser.open(pageOf())).way).toEqual([pageOf()]);
  });

  it('says whom it concerns, by name once Dialogporten has it, and the case number once', async () => {
    const id = await awaitingSignature('SAK-2');
    await stage.parties.pressAs('daglig-leder', 'sign', id);
    await stage.parties.asServiceOwner('POST', `/${id}/decision`, { granted: false });
    const { body } = await new Browser({ 'Accept-Language': 'nb' }).openAs('daglig-leder', pageOf(id));
    expect(body).toContain('<dd>Rolig Restaurant AS (310 456 799)</dd>');
    expect(body.split('SAK-2').length - 1).toBe(1);
    expect(body).toContain('Du kan klage på vedtaket');
  });

  it('is written for its reader, too', async () => {
    const lead = async (persona: string, id: string) =>
      /<h2>(.*?)<\/h2>/.exec((await new Browser({ 'Accept-Language': 'nb' }).openAs(persona, pageOf(id))).body)?.[1];
    expect(await lead('regnskapsforer', dialogId)).toBe('Du har ikke tilgang til å bekrefte');
    expect(await lead('daglig-leder', await awaitingSignature())).toBe('Signer søknaden');
  });

  it('is kept nowhere, framed nowhere, and runs no script', async () => {
    const page = await new Browser().openAs('daglig-leder', pageOf());
    const { headers } = page.response;
    expect(headers.get('Cache-Control')).toBe('no-store');
    expect(headers.get('Content-Security-Policy')).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+'; /);
    expect(headers.get('Content-Security-Policy')).toMatch(/frame-ancestors 'none'/);
    expect(headers.get('Content-Security-Policy')).not.toMatch(/unsafe|script/);
    expect(headers.get('Referrer-Policy')).toBe('no-referrer');
    expect(page.body).not.toMatch(/<script|<img|\son\w+=|javascript:/i);
  });

  it('comes in the language of the URL, else of the browser, and refuses one that it does not have', async () => {
    const browser = new Browser({ 'Accept-Language': 'nn, en;q=0.5' });
    const page = await browser.openAs('daglig-leder', pageOf(dialogId, '?lang=en'));
    expect([page.url, headingOf(page)]).toEqual([pageOf(dialogId, '?lang=en'), 'Renewal of licence to serve alcohol']);
    expect(headingOf(await browser.open(pageOf()))).toBe('Fornying av skjenkeløyve');
    const refused = await browser.open(pageOf(dialogId, '?lang=xx'));
    expect([refused.response.status, headingOf(refused)]).toEqual([400, 'Ugyldig førespurnad']);
  });

  it('shows hostile texts as texts, in every field that a user can fill', async () => {
    const hostile = `<img src=x onerror=alert(1)>"'&<script>alert(2)</script> [x](javascript:alert(3)) https://evil.example`;
    const id = await stage.parties.openDialog({ title: { nb: hostile }, externalReference: hostile });
    await stage.parties.pressAs('daglig-leder', 'confirm', id);
    const added = await fetch(`${pageOf(id)}/statements`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${await stage.parties.tokenOf('daglig-leder', id)}`,
        'Content-Type': 'application/json',
      },
      body: JSON.stringify({ statement: hostile }),
    });
    expect(added.status).toBe(201);
    const { body } = await new Browser().openAs('daglig-leder', pageOf(id));
    expect(body).not.toMatch(/<(img|script)/);
    expect(body.match(/href="[^"]*"/g)!.join()).not.toMatch(/javascript|evil/);
    expect(body.split('onerror=alert(1)').length - 1).toBe(4);
  });
});

describe('who may see it', () => {
  it('are those with a role for the party, as Altinn has it, and a person their own', async () => {
    for (const persona of ['daglig-leder', 'medarbeider', 'regnskapsforer']) {
      expect((await new Browser().openAs(persona, pageOf())).response.status).toBe(200);
    }
    const own = await stage.parties.openDialog({ party: 'urn:altinn:person:identifier-no:21848510170' });
    expect((await new Browser().openAs('privatperson', pageOf(own))).response.status).toBe(200);
    expect((await new Browser().openAs('daglig-leder', pageOf(own))).response.status).toBe(403);
  });

  it('tells a user who may not in a friendly way, and lets them log out to be another user', async () => {
    const browser = new Browser({ 'Accept-Language': 'nb' });
    const page = await browser.openAs('fremmed', pageOf());
    expect([page.response.status, headingOf(page)]).toEqual([403, 'Du har ikke tilgang']);
    expect(page.body).toMatch(/kan virksomheten gi deg tilgang i Altinn/);
    expect(page.body).toContain(`href="${stage.service.url}/logout"`);
    expect(page.body).not.toMatch(/skjenke|SAK-1|\d{11}/i);
  });

  it('gets problem details where HTML was not asked for', async () => {
    const browser = new Browser();
    await browser.openAs('fremmed', pageOf());
    await problemIn(await browser.fetch(pageOf(), { headers: { Accept: 'application/json' } }), 403, 'no-access');
  });

  it('is told of no dialog, and of one that is deleted, by a page', async () => {
    const id = await stage.parties.openDialog();
    const browser = new Browser();
    expect((await browser.openAs('daglig-leder', pageOf(id))).response.status).toBe(200);
    await stage.parties.pressAs('daglig-leder', 'withdraw', id);
    await until(async () => (await browser.open(pageOf(id))).response.status !== 200);
    const gone = await browser.open(pageOf(id));
    expect([gone.response.status, headingOf(gone)]).toEqual([410, 'Slettet']);
    const unknown = await browser.open(pageOf('01890a5d-ac96-774b-bcce-b302099a8057'));
    expect([unknown.response.status, headingOf(unknown)]).toEqual([404, 'Finnes ikke']);
    const none = await new Browser().open(pageOf('none'));
    expect([none.response.status, headingOf(none)]).toEqual([404, 'Finnes ikke']);
  });

  it('is told that something is away, when it is, and comes in when it is back', async () => {
    try {
      stage.emulator.faults.set([{ match: '/authorization', status: 503 }]);
      const browser = new Browser({ 'Accept-Language': 'en' });
      const away = await browser.openAs('daglig-leder', pageOf());
      expect([away.response.status, headingOf(away)]).toEqual([503, 'Unavailable right now']);
      expect(away.response.headers.get('Retry-After')).toMatch(/^\d+$/);
      stage.emulator.faults.clear();
      expect((await browser.open(pageOf())).response.status).toBe(200);
    } finally {
      stage.emulator.faults.clear();
    }
  });
});

describe('the level', () => {
  it('is 3 to read, and 4 while a signature is awaited: who has less logs in higher, once', async () => {
    const browser = new Browser();
    const first = await leadsTo(browser, pageOf());
    expect(first.searchParams.get('acr_values')).toBe('idporten-loa-substantial');
    expect((await browser.openAs('lavt-niva', pageOf())).response.status).toBe(200);

    const id = await awaitingSignature();
    const raised = await leadsTo(browser, pageOf(id));
    expect(raised.searchParams.get('acr_values')).toBe('idporten-loa-high');
    const page = await browser.openAs('daglig-leder', pageOf(id));
    expect([page.url, page.response.status]).toEqual([pageOf(id), 200]);
  });

  it('is asked for once: a user who comes back with less is told so', async () => {
    const browser = new Browser({ 'Accept-Language': 'nn' });
    await browser.openAs('lavt-niva', pageOf());
    const page = await browser.openAs('lavt-niva', pageOf(await awaitingSignature()));
    expect([page.response.status, headingOf(page)]).toEqual([403, 'For lågt tryggleiksnivå']);
  });
});

describe('a login', () => {
  it('asks for a code with PKCE, state and nonce, and holds no secret and no national identity number in a URL', async () => {
    const browser = new Browser();
    const { origin, pathname, searchParams } = await leadsTo(browser, pageOf());
    expect(origin + pathname).toBe(`${stage.emulator.url}/idporten/auth`);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: 'code',
      scope: 'openid',
      redirect_uri: `${stage.service.url}/login/callback`,
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{40,}$/),
      nonce: expect.stringMatching(/^[\w-]{40,}$/),
    });
    const { way } = await browser.openAs('daglig-leder', pageOf());
    expect(way.join()).not.toMatch(/\d{11}(?!\d)|secret/);
    expect(stage.service.log.join('')).not.toMatch(/14886498226|code=|state=/);
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
    await browser.openAs('daglig-leder', pageOf(await awaitingSignature()));
    expect(browser.cookies.get('session')).not.toBe(earlier);
    const thief = new Browser();
    thief.cookies.set('session', earlier);
    expect((await leadsTo(thief, pageOf())).pathname).toBe('/idporten/auth');
  });

  it('is good at every replica', async () => {
    const browser = new Browser();
    await browser.openAs('daglig-leder', pageOf());
    expect((await browser.open(`${replica.url}/dialogs/${dialogId}`)).response.status).toBe(200);
  });

  it('is over when its time is, and then forgotten', async () => {
    const browser = new Browser();
    await browser.openAs('daglig-leder', pageOf());
    const database = new Pool({ connectionString: databaseUrl, max: 1 });
    const expired = async () =>
      (await database.query('SELECT 1 FROM sessions WHERE expires_at <= now()')).rowCount as number;
    try {
      await database.query("UPDATE sessions SET expires_at = now() - interval '1 second'");
      expect((await leadsTo(browser, pageOf())).pathname).toBe('/idporten/auth');
      expect(await expired()).toBeGreaterThan(0);
      const fresh = await startService(stage.emulator, { DATABASE_URL: databaseUrl });
      await until(async () => (await expired()) === 0).finally(() => fresh.stop());
    } finally {
      await database.end();
    }
  });

  it('in one tab does not spoil that in another', async () => {
    const browser = new Browser();
    const other = await stage.parties.openDialog();
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
    expect((await leadsTo(spoilt, pageOf())).pathname).toBe('/idporten/auth');
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
      const page = await new Browser().open(`${stage.service.url}/login/callback${query}`);
      expect([page.response.status, headingOf(page)]).toEqual([400, 'Du ble ikke logget inn']);
    },
  );

  it('that is broken off at ID-porten, or comes with another code, is refused, and can be begun again', async () => {
    const browser = new Browser();
    for (const rest of ['&error=access_denied', '&code=made-up']) {
      const state = (await leadsTo(browser, pageOf())).searchParams.get('state')!;
      const iss = encodeURIComponent(`${stage.emulator.url}/idporten`);
      const page = await browser.open(`${stage.service.url}/login/callback?state=${state}&iss=${iss}${rest}`);
      expect([page.response.status, headingOf(page)]).toEqual([400, 'Du ble ikke logget inn']);
    }
    expect((await browser.openAs('daglig-leder', pageOf())).response.status).toBe(200);
  });

  it('that fails because ID-porten does not know us is for an operator to see', async () => {
    const wrong = await startService(stage.emulator, { IDPORTEN_CLIENT_SECRET: 'of another time' });
    try {
      const page = await new Browser().openAs('daglig-leder', `${wrong.url}/dialogs/${dialogId}`);
      expect([page.response.status, headingOf(page)]).toEqual([400, 'Du ble ikke logget inn']);
      const alerts = wrong.log.filter((line) => line.includes('"alert":true'));
      expect(alerts).toEqual([expect.stringContaining('ID-porten does not accept our client')]);
    } finally {
      await wrong.stop();
    }
  });

  it('that is answered with an error of a stranger’s making raises no alarm, and fills no log', async () => {
    const alone = await startService(stage.emulator);
    try {
      const iss = encodeURIComponent(`${stage.emulator.url}/idporten`);
      for (const error of ['invalid_client', 'unauthorized_client', 'x'.repeat(1_000), '%101234567', '14886498226']) {
        const browser = new Browser();
        const state = (await leadsTo(browser, `${alone.url}/dialogs/${dialogId}`)).searchParams.get('state')!;
        const page = await browser.open(`${alone.url}/login/callback?state=${state}&iss=${iss}&error=${error}`);
        expect([page.response.status, headingOf(page)]).toEqual([400, 'Du ble ikke logget inn']);
      }
      const lines = alone.log.map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(lines.filter(({ alert }) => alert === true)).toEqual([]);
      const brokenOff = lines.filter(({ msg }) => msg === 'a login was broken off');
      expect(brokenOff.map(({ said }) => said)).toEqual(['invalid_client', 'unauthorized_client', ...Array(3)]);
      expect(alone.log.filter((line) => line.includes('xxxx'))).toEqual([]);
    } finally {
      await alone.stop();
    }
  });

  it.each([
    '?returnTo=https://evil.example',
    '?return_to=//evil.example&lang=https://evil.example',
    '?lang=nn&redirect_uri=https://evil.example',
  ])('leads back to the page, and to no other address asked for: %s', async (query) => {
    const browser = new Browser({ 'Accept-Language': 'nb', Host: 'evil.example', 'X-Forwarded-Host': 'evil.example' });
    const { way, url } = await browser.openAs('daglig-leder', pageOf(dialogId, query));
    expect([pageOf(), pageOf(dialogId, '?lang=nn')]).toContain(url);
    for (const address of way.slice(1)) expect(new URL(address).hostname).toBe('localhost');
  });

  it.each(['//evil.example/dialogs/', '/\\evil.example/dialogs/', '/dialogs/..%2f..%2f%2fevil.example', '/dialogs//'])(
    'is not begun for a path that is none of ours: %s',
    async (path) => {
      const { response } = await new Browser().open(`${stage.service.url}${path}`);
      expect(response.status).toBe(404);
    },
  );

  it('waits for ID-porten with a page when it is away', async () => {
    const fresh = await startService(stage.emulator);
    try {
      stage.emulator.faults.set([{ match: '/idporten', absent: true }]);
      const away = await new Browser({ 'Accept-Language': 'nb' }).open(`${fresh.url}/dialogs/${dialogId}`);
      expect([away.response.status, headingOf(away)]).toEqual([503, 'Utilgjengelig akkurat nå']);
      stage.emulator.faults.clear();
      expect((await new Browser().fetch(`${fresh.url}/dialogs/${dialogId}`)).status).toBe(302);
    } finally {
      stage.emulator.faults.clear();
      await fresh.stop();
    }
  });
});

describe('logging out', () => {
  it('here ends the session here, and then at ID-porten, and comes back', async () => {
    const browser = new Browser({ 'Accept-Language': 'nb' });
    await browser.openAs('daglig-leder', pageOf());
    const session = browser.cookies.get('session')!;
    const asked = await browser.open(`${stage.service.url}/logout`);
    expect(new URL(asked.url).pathname).toBe('/idporten/session/end');
    expect(asked.way.join()).not.toMatch(/id_token|eyJ/);

    const [, action] = /<form id="op.logoutForm" method="post" action="([^"]+)">/.exec(asked.body)!;
    const [, xsrf] = /name="xsrf" value="([^"]+)"/.exec(asked.body)!;
    const body = new URLSearchParams({ xsrf: xsrf!, logout: 'yes' });
    const back = await browser.open(attributeValue(action!), { method: 'POST', body });
    expect([back.url, headingOf(back)]).toEqual([`${stage.service.url}/logged-out`, 'Du er logget ut']);

    const again = await browser.open(pageOf());
    expect(again.body).toContain('name="persona"');
    browser.cookies.set('session', session);
    expect((await leadsTo(browser, pageOf())).pathname).toBe('/idporten/auth');
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
    for (const { url } of [stage.service, replica]) {
      expect((await leadsTo(browser, `${url}/dialogs/${dialogId}`)).pathname).toBe('/idporten/auth');
    }
  });

  it('by a caller who does not know the session, or is not ID-porten, ends nothing', async () => {
    const browser = new Browser();
    await browser.openAs('daglig-leder', pageOf());
    const front = `${stage.service.url}/logout/front-channel`;
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
    const forced = await browser.fetch(`${stage.service.url}/logout`, { headers: { 'Sec-Fetch-Site': 'cross-site' } });
    expect(forced.status).toBe(400);
    expect((await browser.open(pageOf())).way).toHaveLength(1);
    const nobody = await new Browser().open(`${stage.service.url}/logout`);
    expect(nobody.url).toBe(`${stage.service.url}/logged-out`);
  });

  it('is done here even if ID-porten is away', async () => {
    const browser = new Browser();
    await browser.openAs('daglig-leder', pageOf());
    const fresh = await startService(stage.emulator, { DATABASE_URL: databaseUrl, SESSION_SECRET: secret });
    try {
      stage.emulator.faults.set([{ match: '/idporten', absent: true }]);
      const { url } = await browser.open(`${fresh.url}/logout`);
      expect([url, browser.cookies.has('session')]).toEqual([`${fresh.url}/logged-out`, false]);
    } finally {
      stage.emulator.faults.clear();
      await fresh.stop();
    }
  });
});

describe('over https', () => {
  it('the cookies are bound to our host', async () => {
    const service = await startService(stage.emulator, { PUBLIC_URL: 'https://provider.example' });
    try {
      const browser = new Browser();
      await browser.fetch(`${service.url}/dialogs/${dialogId}`);
      expect(browser.setCookies).toEqual([
        expect.stringMatching(/^__Host-login=[^;]+; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
      ]);
    } finally {
      await service.stop();
    }
  });
});
