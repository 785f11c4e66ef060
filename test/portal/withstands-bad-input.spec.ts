import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { personas, restaurant } from '../../emulator/personas.js';
import { dialogFields, embed, newDialog, text } from '../../emulator/testing/dialogs.js';
import { until } from '../support/until.js';
import { patienceMs, type PortalPage } from './support/portal-page.js';
import { content, policyOfLevel, PortalStage } from './support/portal-stage.js';

let stage: PortalStage;

beforeAll(async () => {
  // Users known by e-mail alone, who have no level, see their dialogs, too.
  stage = await PortalStage.set(policyOfLevel(0));
});

afterEach(() => stage.reset());

afterAll(() => stage?.clear());

const embedded = () => content({ mainContentReference: embed(`${stage.provider.url}/embed`) });

/** The page is whole: its parts below the embed are there, and nothing is still on its way. */
async function isWhole(page: PortalPage): Promise<void> {
  await page.action('Confirm').waitFor();
  await page.page.locator('.history').waitFor();
  await until(async () => !(await page.page.locator('main').innerText()).includes('Loading'), patienceMs);
}

describe('an embed', () => {
  const awkward: readonly (readonly [string, { status?: number; body?: string }])[] = [
    ['that is empty', { body: '' }],
    ['that is 204', { status: 204 }],
    ['of nothing but white space and a comment', { body: ' \n\n<!-- nothing -->\n\n \n' }],
    ['of nothing but HTML', { body: '<div><script>document.title = "hit"</script></div>' }],
  ];

  it.each(awkward)('%s shows nothing, and stops nothing', async (_, answer) => {
    stage.provider.answers.set('/embed', answer);
    const id = await stage.create({ ...embedded(), guiActions: [stage.button('/confirm')] });

    const page = await stage.show(id);
    await isWhole(page);
    await page.developers.getByText('shows nothing').waitFor();

    expect(await page.embed.count()).toBe(0);
    expect(await page.page.title()).toBe('Renew the licence');
    // It is there when the same dialog has something to show.
    stage.provider.answers.set('/embed', { body: '### Something' });
    await page.isLive();
    const changed = content({ mainContentReference: embed(`${stage.provider.url}/embed?v=2`) });
    await stage.owner.call('PUT', `/dialogs/${id}`, dialogFields(changed));
    await page.showsEmbed('Something');
  });

  it('of a megabyte is shown to its end', async () => {
    const paragraph = `${'All the words of a very long law. '.repeat(30)}\n\n`;
    stage.provider.answers.set('/embed', { body: `${paragraph.repeat(1000)}### The end` });

    const page = await stage.show(await stage.create({ ...embedded(), guiActions: [stage.button('/confirm')] }));

    await page.showsEmbed('The end');
    await isWhole(page);
  });

  it.each([
    ['quotes in quotes', '>'.repeat(20_000)],
    ['lists in lists', Array.from({ length: 500 }, (_, level) => `${'  '.repeat(level)}- x`).join('\n')],
    ['brackets that never close', '['.repeat(20_000)],
    ['emphasis in emphasis', '*a _b '.repeat(10_000)],
  ])('of thousands of %s stops nothing', async (_, body) => {
    stage.provider.answers.set('/embed', { body });

    const page = await stage.show(await stage.create({ ...embedded(), guiActions: [stage.button('/confirm')] }));

    await isWhole(page);
    await page.action('Confirm').click();
    await until(() => stage.provider.timesAsked('/confirm') === 1);
  });

  it('that breaks off is asked for again', async () => {
    stage.provider.answers.set('/embed', { body: '### Half', breaksOff: true });
    const page = await stage.show(await stage.create(embedded()));
    await until(() => stage.provider.timesAsked('/embed') > 1);

    stage.provider.answers.set('/embed', { body: '### Whole' });
    await page.showsEmbed('Whole');
  });

  it('that failed is asked for again when the page is shown again, and one that did not is not', async () => {
    stage.provider.answers.set('/embed', { status: 403 });
    const page = await stage.show(await stage.create(embedded()));
    await page.embed.getByText('You do not have permission').waitFor();

    stage.provider.answers.set('/embed', { body: '### Allowed' });
    await page.isShownAgain();
    await page.showsEmbed('Allowed');

    const asked = stage.provider.timesAsked('/embed');
    const renewed = page.page.waitForResponse((response) => response.url().endsWith('/graphql'));
    await page.isShownAgain();
    await renewed;
    await page.isLive();
    expect(stage.provider.timesAsked('/embed')).toBe(asked);
  });

  it('is kept when its dialog is left and opened anew', async () => {
    stage.provider.answers.set('/embed', { body: '### Kept' });
    const id = await stage.create(embedded());
    const page = await stage.show(id);
    await page.showsEmbed('Kept');

    await page.link('Inbox').click();
    await page.page.locator(`a[href$="${id}"]`).click();

    await page.showsEmbed('Kept');
    expect(stage.provider.timesAsked('/embed')).toBe(1);
  });
});

describe('the stream of events', () => {
  async function showsUpdate(
    page: PortalPage,
    id: string,
    status = 'InProgress',
    label = 'In progress',
  ): Promise<void> {
    await stage.owner.call('PUT', `/dialogs/${id}`, dialogFields({ ...content(), status }));
    await page.page.locator('.dialog .badge', { hasText: label }).waitFor();
  }

  it('that is cut is connected again, and developers are told what the real portal does', async () => {
    const id = await stage.create();
    const page = await stage.show(id);
    await page.isLive();

    await stage.emulator.pause();
    await page.developers.getByText('The stream of events broke').waitFor();
    await stage.emulator.resume();

    await page.developers.getByText('The stream of events broke').waitFor({ state: 'detached' });
    await showsUpdate(page, id);
    expect(await page.page.getByText('Something went wrong').count()).toBe(0);
  });

  it('that is refused is asked for again, at longer and longer intervals', async () => {
    stage.emulator.faults.set([{ match: '/dialogporten/graphql/stream', status: 503, times: 3 }]);
    const id = await stage.create();
    const page = await stage.show(id);

    await until(() => stage.emulator.faults.list().length === 0, patienceMs);
    await page.isLive();
    await showsUpdate(page, id);
  });

  it('ends while the page is hidden, and begins with a new token when it is shown again', async () => {
    const id = await stage.create();
    const page = await stage.show(id);
    await page.isLive();
    const streams = () =>
      stage.emulator.requests.list().filter(({ path }) => path.startsWith('/dialogporten/graphql/stream')).length;

    await page.hide();
    await stage.owner.call('PUT', `/dialogs/${id}`, dialogFields({ ...content(), status: 'InProgress' }));
    expect(await page.page.locator('.dialog .badge').first().innerText()).toBe('Requires attention');
    const before = streams();

    await page.isShownAgain();
    await page.page.locator('.dialog .badge', { hasText: 'In progress' }).waitFor();
    await until(() => streams() === before + 1);
    await page.isLive();
    await showsUpdate(page, id, 'Awaiting', 'Awaiting');
  });
});

describe('two pages of one dialog', () => {
  it('that move it at once leave it in one place, and both go on', async () => {
    const id = await stage.create();
    const [one, other] = [await stage.show(id), await stage.show(id)];

    await Promise.all([one.button('Move to archive').click(), other.button('Move to bin').click()]);
    await Promise.all([one.snackbar.getByText('Moved to').waitFor(), other.snackbar.getByText('Moved to').waitFor()]);

    const places = stage.emulator.dialogs
      .get(id)!
      .endUserContext.systemLabels.filter((label) => ['Default', 'Archive', 'Bin'].includes(label));
    expect(places).toHaveLength(1);
    for (const page of [one, other]) {
      await page.link(places[0] === 'Bin' ? 'Bin' : 'Archive').click();
      await page.page.locator(`a[href$="${id}"]`).waitFor();
      await page.link('Inbox').click();
      await page.page.getByRole('heading', { level: 1, name: 'Inbox' }).waitFor();
    }
  });

  it('that is slow to move shows the list as it is afterwards', async () => {
    const id = await stage.create();
    const page = await stage.show(id);
    const item = page.page.locator(`a[href$="${id}"]`);
    await page.page.route('**/dialogporten/graphql', async (route) => {
      if (route.request().postData()?.includes('setSystemLabel')) await item.waitFor();
      await route.continue();
    });

    await page.button('Move to archive').click();

    await page.snackbar.getByText('Moved to archive').waitFor();
    await item.waitFor({ state: 'detached' });
    expect(stage.emulator.dialogs.get(id)!.endUserContext.systemLabels).toContain('Archive');
  });
});

describe('a party', () => {
  const partyOf = (personaId: string) => personas.find(({ id }) => id === personaId)!.consumer;

  it.each([
    ['an organisation', restaurant, 'daglig-leder', 'Rolig Restaurant AS'],
    ['a person', partyOf('privatperson'), 'privatperson', 'Selvstendig Gaffel'],
    ['a person known by e-mail', partyOf('epostbruker'), 'epostbruker', 'Nysgjerrig Kanne'],
  ])('that is %s has its dialogs in the list, under its name', async (_, party, persona, name) => {
    const id = await stage.owner.create(newDialog({ party, content: { title: text('Of this party') } }));

    const page = await stage.open(`/portal/${persona}/inbox`);
    await page.page.locator('.party select').selectOption({ label: name });
    await page.page.locator(`a[href$="${id}"]`).click();

    await page.page.locator('.dialog > h2', { hasText: 'Of this party' }).waitFor();
    expect(await page.page.locator('.sender p').innerText()).toBe(`Fjordvik kommune to ${name}`);
  });

  it('spelled as in no list of parties goes by the name of the user, and developers are told', async () => {
    const id = await stage.create();
    const page = await stage.open('/');
    await page.page.route('**/dialogporten/graphql', async (route) => {
      const answer = await route.fetch();
      const isDialog = route.request().postData()?.includes('dialogById');
      const body = await answer.text();
      await route.fulfill({
        response: answer,
        body: isDialog ? body.replace(restaurant, restaurant.toUpperCase()) : body,
      });
    });

    await page.goTo(`/portal/daglig-leder/inbox/${id}`);
    await page.developers.getByText('says the name of the user instead').waitFor();

    expect(await page.page.locator('.sender p').innerText()).toBe('Fjordvik kommune to Varsom Lykt');
  });
});
