import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { elementsOf, embedTags, rendered, textOf } from '../support/rendered.js';
import { until } from '../support/until.js';
import { setStage, type Stage } from './support/stage.js';

describe('the embed of an application', () => {
  let stage: Stage;
  let dialogId: string;
  let token: string;

  beforeAll(async () => {
    stage = await setStage();
    dialogId = await stage.parties.openDialog({ dueAt: '2099-07-01T10:00:00Z', externalReference: 'sak 2026/17' });
    for (const action of ['confirm', 'submit'] as const) await stage.parties.pressAs('daglig-leder', action, dialogId);
    token = await stage.parties.tokenOf('daglig-leder', dialogId);
  });

  afterAll(() => stage.clear());

  function embed(query: string): Promise<Response> {
    return stage.parties.embed(dialogId, token, { query });
  }

  it('says what to do, what comes next, and the facts', async () => {
    const tree = rendered(await (await embed('?lang=en')).text());
    for (const text of ['Sign the application', 'Fjordvik Municipality considers', 'sak 2026/17']) {
      expect(textOf(tree)).toContain(text);
    }
    const tags = elementsOf(tree).map(({ tagName }) => tagName);
    expect(tags[0]).toBe('h3');
    expect(tags).toEqual(expect.arrayContaining(['p', 'strong']));
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
