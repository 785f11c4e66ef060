import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Browser, headingOf } from '../support/browser.js';
import { problemIn } from '../support/problems.js';
import { until } from '../support/until.js';
import { setStage, type Stage } from './support/stage.js';

let stage: Stage;
let dialogId: string;

beforeAll(async () => {
  stage = await setStage();
  dialogId = await stage.parties.openDialog({ externalReference: 'SAK-1' });
});
afterAll(() => stage.clear());

const pageOf = (id = dialogId, query = '') => `${stage.service.url}/dialogs/${id}${query}`;

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
    const first = await browser.sentTo(pageOf());
    expect(first.searchParams.get('acr_values')).toBe('idporten-loa-substantial');
    expect((await browser.openAs('lavt-niva', pageOf())).response.status).toBe(200);

    const id = await awaitingSignature();
    const raised = await browser.sentTo(pageOf(id));
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
