import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { problemIn, refusalIn } from '../support/problems.js';
import { elementsOf, embedTags, rendered, textOf } from '../support/rendered.js';
import { until } from '../support/until.js';
import { setStage, type Stage } from './support/stage.js';

const headings = {
  nb: 'Signer søknaden',
  nn: 'før du har signert',
  en: 'Sign the application',
};

describe('the embed of a dialog', () => {
  let stage: Stage;
  let dialogId: string;
  let token: string;
  let submittedAt: Date;

  beforeAll(async () => {
    stage = await setStage();
    dialogId = await stage.parties.openDialog({ dueAt: '2099-07-01T10:00:00Z', externalReference: 'sak 2026/17' });
    for (const action of ['confirm', 'submit'] as const) await stage.parties.pressAs('daglig-leder', action, dialogId);
    token = await stage.parties.tokenOf('daglig-leder', dialogId);
    submittedAt = await shownTime('UTC');
  });

  afterAll(() => stage.clear());

  function embed(query = '', headers: Record<string, string> = {}): Promise<Response> {
    return stage.parties.embed(dialogId, token, { query, headers });
  }

  function listIn(response: Response, header: string): string[] {
    return (response.headers.get(header) ?? '').toLowerCase().split(/\s*,\s*/);
  }

  /** When the application was submitted, by an embed that stays in UTC for every zone asked for. */
  async function shownTime(zone: string): Promise<Date> {
    const shown = textOf(rendered(await (await embed('?lang=en', { Prefer: `timezone=${zone}` })).text()));
    const [, day, time] = /(\d+ \w+ \d{4}) at (\d\d:\d\d)/.exec(shown) ?? [];
    return new Date(`${day} ${time} UTC`);
  }

  /** The same as it is written in that zone. */
  function written(zone: string): string {
    const at = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: zone });
    return at.format(submittedAt);
  }

  it('is the markdown that the dialog promises', async () => {
    const answer = await embed();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Content-Type')).toMatch(/^text\/markdown; ?charset=utf-8$/i);
    expect(elementsOf(rendered(await answer.text()))[0]!.tagName).toBe('h3');
  });

  it('is at every address that the portal was given', async () => {
    const { content } = await stage.parties.dialogFor('daglig-leder', dialogId);
    for (const { languageCode, value: url } of content['mainContentReference']!.value) {
      const answer = await fetch(url, { headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'text/plain' } });
      expect([answer.status, answer.headers.get('Content-Language')]).toEqual([200, languageCode]);
    }
  });

  it.each<[string, string | undefined, keyof typeof headings]>([
    ['?lang=nb', undefined, 'nb'],
    ['?lang=nn', undefined, 'nn'],
    ['?lang=en', undefined, 'en'],
    ['?lang=en', 'nn, nb;q=0.9', 'en'],
    ['', undefined, 'nb'],
    ['', 'en, nb;q=0.9, nn;q=0.8', 'en'],
    ['', 'nb;q=0.1, nn;q=0.9, en;q=0.5', 'nn'],
    ['', 'en-US,en;q=0.9', 'en'],
    ['', 'no', 'nb'],
    ['', 'de, fr;q=0.5', 'nb'],
    ['', '*', 'nb'],
    ['', 'q=;;,', 'nb'],
  ])('at "%s" with Accept-Language %s is in %s, and says so', async (query, acceptLanguage, language) => {
    const answer = await embed(query, acceptLanguage === undefined ? {} : { 'Accept-Language': acceptLanguage });
    expect(answer.headers.get('Content-Language')).toBe(language);
    expect(textOf(rendered(await answer.text()))).toContain(headings[language]);
  });

  it.each(['?lang=fr', '?lang=', '?lang=NB', '?lang=nb-NO', '?lang=nb&lang=en', '?lang=__proto__'])(
    'is refused at %s',
    async (query) => {
      const { errors } = await problemIn(await embed(query), 400, 'invalid-request');
      expect(errors).toEqual([{ field: expect.stringMatching(/^lang/), messages: [expect.any(String)] }]);
    },
  );

  it.each([
    ['timezone="Europe/Oslo"', 'Europe/Oslo'],
    ['timezone="America/New_York"', 'America/New_York'],
    ['timezone="Asia/Kolkata"', 'Asia/Kolkata'],
    ['TimeZone="UTC"', 'UTC'],
    ['timezone=UTC', 'UTC'],
    ['respond-async, timezone="Asia/Tokyo"; x=1', 'Asia/Tokyo'],
  ])('with Prefer: %s has its times in %s, and says so', async (prefer, zone) => {
    const answer = await embed('?lang=en', { Prefer: prefer });
    expect(answer.headers.get('Preference-Applied')).toMatch(new RegExp(`^timezone="?${zone}"?$`));
    expect(textOf(rendered(await answer.text()))).toContain(written(zone));
  });

  it.each([
    'timezone="Mars/Olympus"',
    'timezone=""',
    'timezone',
    'timezone="+01:00"',
    'timezone="../../etc/passwd"',
    'timezone="<script>"',
    'respond-async',
    '"',
    ',;=',
  ])('with Prefer: %s keeps to Oslo, and claims nothing', async (prefer) => {
    const answer = await embed('?lang=en', { Prefer: prefer });
    expect([answer.status, answer.headers.get('Preference-Applied')]).toEqual([200, null]);
    expect(textOf(rendered(await answer.text()))).toContain(written('Europe/Oslo'));
  });

  it('belongs to no other user', async () => {
    const answer = await embed();
    expect(listIn(answer, 'Cache-Control').toSorted()).toEqual(['no-store', 'private']);
    expect(listIn(answer, 'Vary')).toEqual(
      expect.arrayContaining(['authorization', 'accept-language', 'prefer', 'origin']),
    );
  });

  it('says what to do, what comes next, and the facts', async () => {
    const tree = rendered(await (await embed('?lang=en')).text());
    for (const text of ['Sign the application', 'Fjordvik Municipality considers', 'sak 2026/17']) {
      expect(textOf(tree)).toContain(text);
    }
    const tags = elementsOf(tree).map(({ tagName }) => tagName);
    expect(tags).toEqual(expect.arrayContaining(['h3', 'p', 'strong']));
  });

  it('repeats nothing that the portal shows above it', async () => {
    const { content } = await stage.parties.dialogFor('daglig-leder', dialogId);
    const shown = textOf(rendered(await (await embed('?lang=en')).text()));
    for (const part of ['title', 'summary', 'extendedStatus']) {
      const { value } = content[part]!.value.find(({ languageCode }) => languageCode === 'en')!;
      expect(shown).not.toContain(value);
    }
    expect(shown).not.toMatch(/2099/);
  });

  it('has an address that changes with every step, since the portal fetches it again for no other reason', async () => {
    const id = await stage.parties.openDialog();
    const addresses = [];
    for (const action of ['confirm', 'submit', 'sign'] as const) {
      const { content } = await stage.parties.dialogFor('daglig-leder', id);
      addresses.push(content['mainContentReference']!.value[0]!.value);
      await stage.parties.pressAs('daglig-leder', action, id);
    }
    expect(new Set(addresses).size).toBe(3);
  });

  it('follows the dialog', async () => {
    const id = await stage.parties.openDialog();
    for (const [action, lead] of [
      ['confirm', 'Submit the application'],
      ['submit', 'Sign the application'],
      ['sign', 'You do not need to do anything now'],
    ] as const) {
      await stage.parties.pressAs('daglig-leder', action, id);
      const answer = await stage.parties.embed(id, token, { query: '?lang=en' });
      expect(answer.status).toBe(403);
      const own = await stage.parties.embed(id, await stage.parties.tokenOf('daglig-leder', id), { query: '?lang=en' });
      expect(await own.text()).toContain(lead);
    }
    await stage.parties.asServiceOwner('POST', `/${id}/decision`, { granted: true });
    const decided = await stage.parties.embed(id, await stage.parties.tokenOf('daglig-leder', id), {
      query: '?lang=en',
    });
    expect(await decided.text()).toContain('Read the decision');
  });

  describe('is written for its reader:', () => {
    async function leadFor(persona: string, id: string): Promise<string | undefined> {
      const shown = await stage.parties.embed(id, await stage.parties.tokenOf(persona, id), { query: '?lang=en' });
      return /^### (.*)$/m.exec(await shown.text())?.[1];
    }

    it.each([
      ['daglig-leder', [], 'Confirm that the business wants to apply'],
      ['regnskapsforer', [], 'You do not have access to confirm'],
      ['regnskapsforer', ['confirm'], 'You do not have access to submit the application'],
      ['medarbeider', ['confirm'], 'Submit the application'],
      ['daglig-leder', ['confirm', 'submit'], 'Sign the application'],
      ['lavt-niva', ['confirm', 'submit'], 'Log in at a higher level of assurance to sign'],
      ['medarbeider', ['confirm', 'submit'], 'You do not have access to sign the application'],
    ] as const)('%s, after %j, is told: %s', async (persona, presses, lead) => {
      const id = await stage.parties.openDialog();
      for (const press of presses) await stage.parties.pressAs('daglig-leder', press, id);
      expect(await leadFor(persona, id)).toBe(lead);
    });

    it('who may not read the decision is not told to read it, and by whom it can be read', async () => {
      const id = await stage.parties.openDialog();
      for (const press of ['confirm', 'submit', 'sign'] as const)
        await stage.parties.pressAs('daglig-leder', press, id);
      await stage.parties.asServiceOwner('POST', `/${id}/decision`, { granted: true });
      expect(await leadFor('daglig-leder', id)).toBe('Read the decision');
      expect(await leadFor('medarbeider', id)).toBe('You do not have access to read the decision');
    });

    it('a person who applies is not spoken to as a business', async () => {
      const id = await stage.parties.openDialog({ party: 'urn:altinn:person:identifier-no:21848510170' });
      expect(await leadFor('privatperson', id)).toBe('Confirm that you want to apply');
    });

    it('and its address is the same for every reader', async () => {
      const id = await stage.parties.openDialog();
      for (const press of ['confirm', 'submit'] as const) await stage.parties.pressAs('daglig-leder', press, id);
      const addresses = [];
      for (const persona of ['daglig-leder', 'lavt-niva', 'medarbeider']) {
        const { content } = await stage.parties.dialogFor(persona, id);
        addresses.push(content['mainContentReference']!.value[0]!.value);
      }
      expect(new Set(addresses).size).toBe(1);
    });
  });

  it('is gone when the dialog is deleted', async () => {
    const id = await stage.parties.openDialog();
    const known = await stage.parties.tokenOf('daglig-leder', id);
    await stage.parties.pressAs('daglig-leder', 'delete', id);
    await until(async () => (await stage.parties.embed(id, known)).status === 410);
    expect(await refusalIn(await stage.parties.embed(id, known))).toBe('410 gone');
  });

  it('says that the application is withdrawn until Dialogporten has deleted the dialog', async () => {
    const id = await stage.parties.openDialog();
    const known = await stage.parties.tokenOf('daglig-leder', id);
    stage.emulator.faults.set([{ match: 'DELETE /dialogporten', status: 503 }]);
    const withdrawn = await fetch(`${stage.service.url}/dialogs/${id}/actions/withdraw`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${known}`, Prefer: 'respond-async' },
    });
    expect(withdrawn.status).toBe(202);
    const shown = await stage.parties.embed(id, known, { query: '?lang=en' });
    expect([shown.status, await shown.text()]).toEqual([200, expect.stringContaining('has been withdrawn')]);
    stage.emulator.faults.clear();
    await until(async () => (await stage.parties.embed(id, known)).status === 410);
  });

  it('is 403 for a user who may not read, in the language asked for', async () => {
    const id = await stage.parties.openDialog();
    const answer = await stage.parties.embed(id, token, { query: '?lang=en' });
    const { detail } = await problemIn(answer, 403, 'dialog-mismatch');
    expect([answer.headers.get('Content-Language'), detail]).toEqual(['en', expect.stringMatching(/^[A-Z][a-z]+ /)]);
  });

  const hostileTexts = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<a href="javascript:alert(1)">x</a>',
    '<!-- comment -->',
    '<?php x ?>',
    '[click](javascript:alert(1))',
    '[click][1] and [1]: https://evil.example',
    '![pixel](https://evil.example/p.png)',
    '<https://evil.example>',
    'https://evil.example',
    'www.evil.example',
    'somebody@evil.example',
    'mailto:somebody@evil.example',
    'xmpp:a@b.example',
    '# heading',
    'heading\n===',
    '- list',
    '1. list',
    '* * *',
    '> quote',
    '    code',
    '```\ncode',
    '~~~',
    '`code`',
    '``` ` ```',
    '| a | b |\n| - | - |\n| c | d |',
    '**bold** _em_ ***both*** ~~gone~~',
    '[^1] and [^1]: note',
    '[ ] task',
    '- [x] task',
    '&lt;b&gt; &amp; &copy; &#60;',
    'back\\slash\\',
    '\\<b>',
    'line one\nline two',
    'line one\r\n\r\n# line two',
    '$x$ :smile: @somebody #1',
    '\u202egnihsihp\u202c',
    'zero\u200bwidth',
    '"><svg/onload=alert(1)>',
    '{{7*7}} ${7*7} <%= 7 %>',
  ];

  /** The visible part of a text: no invisible characters, and one space for any white space. */
  const visible = (text: string) =>
    text
      .replace(/\p{Cf}/gu, '')
      .replace(/\s+/g, ' ')
      .trim();

  /** The elements, but for those that show a text to the letter. */
  const structureOf = (markdown: string) =>
    elementsOf(rendered(markdown))
      .map(({ tagName }) => tagName)
      .filter((tag) => tag !== 'code');

  it.each(hostileTexts)('shows %j of the service owner as text', async (hostile) => {
    const harmless = await stage.parties.openDialog({ title: { nb: 'Tittel' }, externalReference: 'Sak' });
    const id = await stage.parties.openDialog({ title: { nb: hostile }, externalReference: hostile });
    const read = async (dialog: string) =>
      (await stage.parties.embed(dialog, await stage.parties.tokenOf('daglig-leder', dialog))).text();
    const markdown = await read(id);
    expect(structureOf(markdown)).toEqual(structureOf(await read(harmless)));
    const shown = textOf(rendered(markdown));
    expect(shown.split(visible(hostile)).length - 1).toBe(1);
    for (const { tagName, properties } of elementsOf(rendered(markdown))) {
      expect([...embedTags, 'br']).toContain(tagName);
      expect(properties).toEqual({});
    }
  });

  it('stays below 100 KB for all that the service owner may write', async () => {
    for (const character of ['<', '*', '_', '&', '\\', 'å', '😀', '`']) {
      const text = character.repeat(Math.floor(255 / character.length));
      const id = await stage.parties.openDialog({ title: { nb: text }, externalReference: text });
      const answer = await stage.parties.embed(id, await stage.parties.tokenOf('daglig-leder', id));
      expect(answer.status).toBe(200);
      expect(Buffer.byteLength(await answer.text())).toBeLessThanOrEqual(100_000);
    }
  });
});
