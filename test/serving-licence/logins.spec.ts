import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { servingLicenceBackend } from '../../emulator/sample/clients.js';
import { Browser } from '../support/browser.js';
import { startService, type TestService } from '../support/service.js';
import { setStage, type Stage } from './support/stage.js';

let stage: Stage;
let awaitingSignature: string;

beforeAll(async () => {
  stage = await setStage();
  awaitingSignature = await stage.parties.openDialog();
  await stage.parties.pressAs('daglig-leder', 'confirm', awaitingSignature);
  await stage.parties.pressAs('daglig-leder', 'submit', awaitingSignature);
});
afterAll(() => stage.clear());

const pageOf = (id: string, { url }: { url: string } = stage.service) => `${url}/dialogs/${id}`;

const headingOf = (body: string) => /<h1>(.*?)<\/h1>/.exec(body)?.[1];

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
  const page = await browser.openAs(persona, pageOf(awaitingSignature));
  expect(page.url).toContain('/idporten/interaction/');
  return { browser, page, session: browser.cookies.get('session')! };
}

describe('a login', () => {
  it('is logged with its level and a pseudonym, and so is its end, here or at ID-porten', async () => {
    const id = await stage.parties.openDialog();
    const before = stage.service.log.length;
    const browser = new Browser();
    await browser.openAs('medarbeider', pageOf(id));
    await browser.open(`${stage.service.url}/logout`);
    const other = new Browser();
    await other.openAs('medarbeider', pageOf(id));
    const { body } = await other.open(`${stage.emulator.url}/idporten/session/end`);
    const [, frame] = /<iframe hidden title="logout" src="([^"]+)">/.exec(body)!;
    await other.open(frame!.replaceAll('&amp;', '&'));

    const events = eventsIn(stage.service, before);
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
    const before = stage.service.log.length;
    const refused = await browser.chooseIn(page, 'lavt-niva');
    expect([refused.url, refused.response.status]).toEqual([pageOf(awaitingSignature), 403]);
    expect(headingOf(refused.body)).toBe('For lavt sikkerhetsnivå');
    expect(eventsIn(stage.service, before)).toMatchObject([{ level: 3, askedFor: 4 }]);
    // A page for level 3 is open still.
    const id = await stage.parties.openDialog();
    expect((await browser.open(pageOf(id))).way).toEqual([pageOf(id)]);
  });

  it('that another person answers is theirs, and ends the session of the one before', async () => {
    const { browser, page, session } = await atStepUp();
    const before = stage.service.log.length;
    const theirs = await browser.chooseIn(page, 'fremmed');
    expect([theirs.url, theirs.response.status]).toEqual([pageOf(awaitingSignature), 403]);
    const [event] = eventsIn(stage.service, before);
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
    expect((await copy.open(pageOf(awaitingSignature))).url).toContain('/idporten/interaction/');
  }
});

describe('a client of ID-porten with a key', () => {
  let service: TestService | undefined;
  afterEach(() => service?.stop());

  it('logs people in without a secret', async () => {
    const { clientId, privateJwk } = servingLicenceBackend;
    service = await startService(stage.emulator, {
      IDPORTEN_CLIENT_ID: clientId,
      IDPORTEN_PRIVATE_JWK: JSON.stringify(privateJwk),
    });
    await new Browser().openAs('medarbeider', pageOf(awaitingSignature, service));
    expect(eventsIn(service)).toMatchObject([{ msg: 'a visitor logged in', level: 3 }]);
  });
});
