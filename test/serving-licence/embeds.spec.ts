import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { problemIn, refusalIn } from '../support/problems.js';
import { elementsOf, embedTags, rendered, textOf } from '../support/rendered.js';
import { setStage, type Stage } from './support/stage.js';

const headings = {
  nb: 'Fornyelse av skjenkebevilling',
  nn: 'Fornying av skjenkeløyve',
  en: 'Renewal of licence to serve alcohol',
};

describe('the embed of a dialog', () => {
  let stage: Stage;
  let dialogId: string;
  let token: string;

  beforeAll(async () => {
    stage = await setStage();
    dialogId = await stage.parties.openDialog({ dueAt: '2099-07-01T10:00:00Z', externalReference: 'sak 2026/17' });
    token = await stage.parties.tokenOf('daglig-leder', dialogId);
  });

  afterAll(() => stage.clear());

  function embed(query = '', headers: Record<string, string> = {}): Promise<Response> {
    return stage.parties.embed(dialogId, token, { query, headers });
  }

  function listIn(response: Response, header: string): string[] {
    return (response.headers.get(header) ?? '').toLowerCase().split(/\s*,\s*/);
  }

  it('is the markdown that the dialog promises', async () => {
    const answer = await embed();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Content-Type')).toMatch(/^text\/markdown; ?charset=utf-8$/i);
    expect(elementsOf(rendered(await answer.text()))[0]!.tagName).toBe('h1');
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
    ['timezone="Europe/Oslo"', 'Europe/Oslo', '12:00'],
    ['timezone="America/New_York"', 'America/New_York', '06:00'],
    ['timezone="Asia/Kolkata"', 'Asia/Kolkata', '15:30'],
    ['TimeZone="UTC"', 'UTC', '10:00'],
    ['timezone=UTC', 'UTC', '10:00'],
    ['respond-async, timezone="Asia/Tokyo"; x=1', 'Asia/Tokyo', '19:00'],
  ])('with Prefer: %s has its times in %s, and says so', async (prefer, zone, time) => {
    const answer = await embed('?lang=en', { Prefer: prefer });
    expect(answer.headers.get('Preference-Applied')).toMatch(new RegExp(`^timezone="?${zone}"?$`));
    expect(textOf(rendered(await answer.text()))).toMatch(new RegExp(`1 July 2099 at ${time}`));
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
    expect(await answer.text()).toContain('12:00');
  });

  it('belongs to nobody else', async () => {
    const answer = await embed();
    expect(listIn(answer, 'Cache-Control').toSorted()).toEqual(['no-store', 'private']);
    expect(listIn(answer, 'Vary')).toEqual(
      expect.arrayContaining(['authorization', 'accept-language', 'prefer', 'origin']),
    );
  });

  it('shows the reference, the deadline and where the application is', async () => {
    const shown = textOf(rendered(await (await embed('?lang=en')).text()));
    for (const text of ['sak 2026/17', '1 July 2099 at 12:00', 'To be confirmed']) expect(shown).toContain(text);
  });

  it('follows the dialog', async () => {
    const id = await stage.parties.openDialog();
    for (const [action, status] of [
      ['confirm', 'Draft'],
      ['submit', 'To be signed'],
      ['sign', 'Under consideration'],
    ] as const) {
      await stage.parties.pressAs('daglig-leder', action, id);
      const answer = await stage.parties.embed(id, token, { query: '?lang=en' });
      expect(answer.status).toBe(403);
      const own = await stage.parties.embed(id, await stage.parties.tokenOf('daglig-leder', id), { query: '?lang=en' });
      expect(await own.text()).toContain(status);
    }
    await stage.parties.asServiceOwner('POST', `/${id}/decision`, { granted: true });
    const decided = await stage.parties.embed(id, await stage.parties.tokenOf('daglig-leder', id), {
      query: '?lang=en',
    });
    expect(await decided.text()).toContain('Decided');
  });

  it('is gone when the dialog is deleted', async () => {
    const id = await stage.parties.openDialog();
    const known = await stage.parties.tokenOf('daglig-leder', id);
    await stage.parties.pressAs('daglig-leder', 'delete', id);
    expect(await refusalIn(await stage.parties.embed(id, known))).toBe('410 gone');
  });

  it('is 403 for somebody who may not read, in the language asked for', async () => {
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

  /** What can be seen of a text: no invisible characters, and one space for any white space. */
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
    expect(shown.split(visible(hostile)).length - 1).toBe(2);
    for (const { tagName, properties } of elementsOf(rendered(markdown))) {
      expect(embedTags).toContain(tagName);
      expect(properties).toEqual({});
    }
  });

  it('stays below 100 KB whatever the service owner writes', async () => {
    for (const character of ['<', '*', '_', '&', '\\', 'å', '😀', '`']) {
      const text = character.repeat(Math.floor(255 / character.length));
      const id = await stage.parties.openDialog({ title: { nb: text }, externalReference: text });
      const answer = await stage.parties.embed(id, await stage.parties.tokenOf('daglig-leder', id));
      expect(answer.status).toBe(200);
      expect(Buffer.byteLength(await answer.text())).toBeLessThanOrEqual(100_000);
    }
  });
});
