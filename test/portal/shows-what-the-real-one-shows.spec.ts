import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { activity, embed, text, transmission } from '../../emulator/testing/dialogs.js';
import { type PortalPage } from './support/portal-page.js';
import { content, english, policyOfLevel, PortalStage } from './support/portal-stage.js';

let stage: PortalStage;

beforeAll(async () => {
  stage = await PortalStage.set();
});

afterEach(() => stage.reset());

afterAll(() => stage?.clear());

const shown = () => content({ mainContentReference: embed(`${stage.provider.url}/embed`) });
const file = (name: string, consumerType = 'Gui') => ({
  displayName: english(name),
  urls: [{ url: `${stage.provider.url}/file`, consumerType, mediaType: 'application/pdf' }],
});

/** The line below a title, without the moments in it. */
async function metaOf(page: PortalPage, within = '.dialog'): Promise<readonly string[]> {
  const parts = await page.page.locator(`${within} .meta > :not(time:not(.badge))`).allInnerTexts();
  return parts.map((part) =>
    part
      .replaceAll(/\s+/g, ' ')
      .replace(/\d+ \w+ \d{4}.*$/, '…')
      .trim(),
  );
}

describe('a dialog', () => {
  it("has the status and the provider's own words side by side, and counts of what there is", async () => {
    const id = await stage.create({
      ...content({ extendedStatus: text('At the cadastral office') }),
      status: 'InProgress',
      dueAt: new Date(Date.now() + 30 * 86_400_000).toISOString(),
      attachments: [file('One'), file('Two'), file('For machines', 'Api')],
      transmissions: [
        transmission({ attachments: [file('Three')] }),
        transmission(),
        transmission({ type: 'Submission', sender: { actorType: 'PartyRepresentative', actorName: 'Lykt Varsom' } }),
      ],
    });
    const expected = [
      'In progress',
      'At the cadastral office',
      '2 2 attachments',
      '1 1 sent',
      '2 2 received',
      'Due at: …',
    ];

    const page = await stage.show(id);
    expect(await metaOf(page)).toEqual(expected);

    await page.link('Inbox').click();
    const item = page.page.locator('.item').filter({ has: page.page.locator(`a[href$="${id}"]`) });
    await item.waitFor();
    expect(await metaOf(page, '.item:first-child')).toEqual(expected);
  });

  it('is unread until it is opened, and then has unread content until its transmission is opened', async () => {
    const id = await stage.create({ transmissions: [transmission()], activities: [activity()] });
    const page = await stage.open('/portal/daglig-leder/inbox');
    const title = page.page.locator('.item h3').filter({ has: page.page.locator(`a[href$="${id}"]`) });
    expect(await title.innerText()).toMatch(/Unread$/);

    await page.page.locator(`a[href$="${id}"]`).click();
    await page.page.locator('.transmission [data-unread]').waitFor();
    await page.link('Inbox').click();
    await title.getByText('Unread content').waitFor();

    const transmissionId = stage.emulator.dialogs.get(id)!.transmissions[0]!.id;
    await stage.owner.call('POST', `/dialogs/${id}/activities`, {
      ...activity({ type: 'TransmissionOpened', transmissionId }),
      performedBy: { actorType: 'PartyRepresentative', actorName: 'Lykt Varsom' },
    });
    await page.link('Inbox').click();
    await page.page.locator(`a[href$="${id}"]`).click();
    await page.page.locator('.transmission').waitFor();
    expect(await page.page.locator('.transmission [data-unread]').count()).toBe(0);
    await page.link('Inbox').click();
    await title.waitFor();
    expect(await title.innerText()).not.toContain('Unread');
  });

  it('says where it lies: beside its title, and in the list', async () => {
    const id = await stage.create();
    const page = await stage.show(id);

    await page.button('Move to archive').click();
    await page.snackbar.getByText('Moved to archive').waitFor();
    await page.link('Archive').click();
    await page.page.locator('.item .badge', { hasText: 'Archive' }).first().waitFor();
    await page.page.locator(`a[href$="${id}"]`).click();

    await page.page.locator('.dialog > h2').waitFor();
    expect(await page.page.locator('.dialog > h2 .badge').innerText()).toBe('Archive');
  });

  it('in languages that are not of the portal is shown in the first that it has', async () => {
    const german = (value: string) => ({
      mediaType: 'text/plain',
      value: [
        { languageCode: 'de', value },
        { languageCode: 'nn', value: `${value} på nynorsk` },
      ],
    });
    const id = await stage.create({ content: { title: german('Erlaubnis'), summary: german('In Kürze') } });

    const page = await stage.show(id);
    expect(await page.page.locator('.dialog > h2').innerText()).toBe('Erlaubnis');
    await page.shows('In Kürze');
    await page.developers.getByText('the first language that it has').waitFor();

    await page.speak('nn');
    await page.shows('Erlaubnis på nynorsk');
  });

  it("names its sender, and in the activity log the service owner; the user's names are in their order", async () => {
    const id = await stage.create({
      ...content({ senderName: text('Byggesak') }),
      activities: [
        activity({ type: 'DialogCreated' }),
        activity({
          type: 'FormSubmitted',
          performedBy: { actorType: 'PartyRepresentative', actorName: 'Lykt Varsom' },
        }),
      ],
      transmissions: [transmission({ content: { title: text('A letter') } })],
    });

    const page = await stage.show(id);
    expect(await page.page.locator('.sender p').innerText()).toBe('Byggesak to Rolig Restaurant AS');
    expect(await page.page.locator('.transmission .muted').innerText()).toMatch(/^Byggesak, /);

    await page.page.locator('.history summary').click();
    const log = await page.page.locator('.history li').allInnerTexts();
    expect(log.map((line) => line.split('\n', 1)[0]!.trim()).toSorted()).toEqual([
      'A letter',
      'Dialog created by Fjordvik kommune.',
      'Form submitted by Varsom Lykt.',
    ]);
  });

  it('says of an attachment what kind it is, and when it expires', async () => {
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000 + 3_600_000).toISOString();
    const id = await stage.create({ attachments: [{ ...file('A receipt'), expiresAt: inDays(3) }, file('A plan')] });

    const page = await stage.show(id);
    const lines = await page.page.locator('.attachments li').allInnerTexts();

    expect(lines.map((line) => line.split(/\s*\n\s*/))).toEqual([
      ['A receipt', 'PDF', 'Expires in 3 days'],
      ['A plan', 'PDF'],
    ]);
  });

  it('has the latest three threads of transmissions, the others when asked, and what was added at the end', async () => {
    const titled = (title: string, fields: object = {}) =>
      transmission({ content: { title: text(title), summary: text('…') }, ...fields });
    const id = await stage.create({
      ...content({ additionalInfo: text('Some *more*', 'text/markdown') }),
      transmissions: ['One', 'Two', 'Three', 'Four'].map((title) => titled(title)),
    });
    const answered = stage.emulator.dialogs.get(id)!.transmissions[0]!.id;
    await stage.owner.call(
      'POST',
      `/dialogs/${id}/transmissions`,
      titled('Answer', { relatedTransmissionId: answered, type: 'Correction' }),
    );

    const page = await stage.show(id);
    expect(await page.page.locator('.thread').count()).toBe(3);
    expect(await page.page.locator('.thread').first().locator('strong').allInnerTexts()).toHaveLength(2);
    expect(await page.transmission('Answer').locator('.badge').count()).toBe(0);

    await page.button('Show').click();
    expect(await page.page.locator('.thread').count()).toBe(4);
    await page.page.locator('.additional-info em', { hasText: 'more' }).waitFor();
  });

  it('speaks as the portal does in each language', async () => {
    const id = await stage.create({
      status: 'RequiresAttention',
      transmissions: [transmission({ type: 'Rejection' })],
    });
    const page = await stage.show(id);
    const labels: Record<string, readonly string[]> = {};

    for (const language of ['nb', 'nn', 'en'] as const) {
      await page.speak(language);
      labels[language] = [
        await page.page.locator('.dialog .meta .badge').first().innerText(),
        await page.page.locator('.transmission .badge').innerText(),
        ...(await page.page.locator('.moves button').allInnerTexts()),
      ];
    }

    expect(labels).toEqual({
      nb: ['Krever handling', 'Avvist', 'Flytt til arkivet', 'Flytt til papirkurven'],
      nn: ['Krev merksemd', 'Avslag', 'Flytt til arkiv', 'Flytt til papirkorg'],
      en: ['Requires attention', 'Rejection', 'Move to archive', 'Move to bin'],
    });
  });

  it('of a level that is too low says so, and how to log in higher', async () => {
    const demanding = await PortalStage.set(policyOfLevel(4));
    try {
      const id = await demanding.create();
      const page = await demanding.open(`/portal/lavt-niva/inbox/${id}`);

      await page.page.getByRole('heading', { name: 'sign in with a higher level of security' }).waitFor();
      expect(await page.page.locator('.dialog').count()).toBe(0);
      await page.link('Log in with a higher level of security.').click();

      await page.page.locator('.dialog > h2', { hasText: 'Renew the licence' }).waitFor();
      expect(page.path).toBe(`/portal/daglig-leder/inbox/${id}`);
    } finally {
      await demanding.reset();
      await demanding.clear();
    }
  });
});

describe('an embed', () => {
  it('keeps of attributes the address of a link and the alignment of a table', async () => {
    stage.provider.answers.set('/embed', {
      body: [
        '### Hello',
        '[a link](https://example.com "title") and ![a picture](https://example.com/x.png)',
        '3. third\n4. fourth',
        '- [x] done',
        '```js\ncode\n```',
        '| left | centre | right |\n| :-- | :-: | --: |\n| 1 | 2 | 3 |',
        'a note[^1]\n\n[^1]: below',
      ].join('\n\n'),
    });
    const page = await stage.show(await stage.create(shown()));
    await page.showsEmbed('Hello');

    const attributes = await page.embed.evaluate((root) =>
      [...root.querySelectorAll('*')].flatMap((element) =>
        [...element.attributes].map(({ name, value }) => `${element.localName} ${name}=${value}`),
      ),
    );
    expect([...new Set(attributes)].toSorted()).toEqual([
      'a href=#user-content-fn-1',
      'a href=#user-content-fnref-1',
      'a href=https://example.com',
      'td align=center',
      'td align=left',
      'td align=right',
      'th align=center',
      'th align=left',
      'th align=right',
    ]);
    expect(
      await page.embed
        .locator('td')
        .last()
        .evaluate((cell) => cell.ownerDocument.defaultView!.getComputedStyle(cell).textAlign),
    ).toBe('right');
  });

  it('has tables in a frame, whose head is a strip where it is empty', async () => {
    stage.provider.answers.set('/embed', { body: '### Facts\n\n| | |\n| - | - |\n| Case | 2026/1 |' });
    const page = await stage.show(await stage.create(shown()));
    await page.showsEmbed('Facts');

    const [head, row, border] = (await page.embed
      .locator('table')
      .evaluate((table) => [
        table.querySelector('thead')!.getBoundingClientRect().height,
        table.querySelector('tbody tr')!.getBoundingClientRect().height,
        table.ownerDocument.defaultView!.getComputedStyle(table).borderTopWidth,
      ])) as [number, number, string];
    expect(border).toBe('1px');
    expect(head).toBeGreaterThan(4);
    expect(head).toBeLessThan(row / 2);
  });

  it('that is no markdown, or at no web address, is left out, and developers are told', async () => {
    const html = 'application/vnd.dialogporten.frontchannelembed-url;type=text/html';
    const id = await stage.create(shown());
    const page = await stage.open('/');
    await page.page.route('**/dialogporten/graphql', async (route) => {
      const answer = await route.fetch();
      const body = (await answer.text()).replace(/application\/vnd\.[^"]*markdown/, html);
      await route.fulfill({ response: answer, body });
    });

    await page.goTo(`/portal/daglig-leder/inbox/${id}`);
    await page.developers.getByText('is left out; the real portal shows one in HTML').waitFor();

    expect(await page.embed.count()).toBe(0);
    expect(stage.provider.timesAsked('/embed')).toBe(0);
  });
});
