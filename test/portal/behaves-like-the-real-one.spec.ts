import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { dialogFields, embed, text, transmission } from '../../emulator/testing/dialogs.js';
import { until } from '../support/until.js';
import { type Looks, type PortalPage } from './support/portal-page.js';
import { content, english, PortalStage } from './support/portal-stage.js';
import type { Provider } from './support/provider.js';

const failed = 'The action could not be performed';

let stage: PortalStage;
let provider: Provider;
let page: PortalPage;

beforeAll(async () => {
  stage = await PortalStage.set();
  provider = stage.provider;
});

afterEach(() => stage.reset());

afterAll(() => stage?.clear());

const button = (path: string, fields?: object) => stage.button(path, fields);

/** Opens the page of a new dialog, as the general manager. @returns its id */
async function openDialog(fields: object = {}, looks: Looks = {}): Promise<string> {
  const id = await stage.create(fields);
  page = await stage.show(id, looks);
  return id;
}

describe('an embed', () => {
  const shown = () => content({ mainContentReference: embed(`${provider.url}/embed`) });

  it('is asked for with the token, the languages and the time zone of the user', async () => {
    provider.answers.set('/embed', { body: '### Hello' });

    await openDialog(shown());
    await page.showsEmbed('Hello');

    expect(provider.asked[0]!.headers).toMatchObject({
      authorization: expect.stringMatching(/^Bearer ey/),
      'accept-language': 'en, nb;q=0.9, nn;q=0.8',
      'content-type': 'text/plain',
      prefer: 'timezone="Europe/Oslo"',
    });
  });

  it('is not asked for again after 403, and says that access is missing', async () => {
    provider.answers.set('/embed', { status: 403 });

    await openDialog(shown());

    await page.embed.getByText('You do not have permission to view this content.').waitFor();
    expect(await page.embed.getByRole('button').count()).toBe(0);
    expect(provider.timesAsked('/embed')).toBe(1);
  });

  it('is not asked for again after 404', async () => {
    await openDialog(shown());

    await page.embed.getByText('went wrong with the loading').waitFor();
    expect(provider.timesAsked('/embed')).toBe(1);
  });

  it('is asked for three times when it fails otherwise, and again when the user wants', async () => {
    provider.answers.set('/embed', { status: 500 });
    await openDialog(shown());
    await page.embed.getByText('went wrong with the loading').waitFor();
    expect(provider.timesAsked('/embed')).toBe(3);

    provider.answers.set('/embed', { body: '### At last' });
    await page.embed.getByRole('button', { name: 'Refresh' }).click();

    await page.showsEmbed('At last');
  });

  it('is asked for again when its URL changes, and not when anything else does', async () => {
    provider.answers.set('/embed', { body: '### Before' });
    const id = await openDialog(shown());
    await page.showsEmbed('Before');
    await page.isLive();
    provider.answers.set('/embed', { body: '### After' });

    await stage.owner.call('PUT', `/dialogs/${id}`, dialogFields({ ...shown(), status: 'InProgress' }));
    await page.shows('In progress');
    expect(provider.timesAsked('/embed')).toBe(1);

    const changed = content({ mainContentReference: embed(`${provider.url}/embed?v=2`) });
    await stage.owner.call('PUT', `/dialogs/${id}`, dialogFields(changed));
    await page.showsEmbed('After');
  });

  it('can do nothing but say something', async () => {
    const attack = '<img src=x onerror="document.title=\'hit\'"><script>document.title="hit"</script>';
    const link = '[link](javascript:document.title="hit")';
    provider.answers.set('/embed', {
      body: `### ${attack}\n\n${link} ![image](https://elsewhere.example/x.png)\n\nDone`,
    });

    await openDialog({
      content: {
        title: text(`Title ${attack}`),
        summary: text(attack),
        mainContentReference: embed(`${provider.url}/embed`),
      },
    });
    await page.embed.getByText('Done').waitFor();

    expect(await page.page.locator('.dialog img, .dialog script, .dialog a[href^="javascript"]').count()).toBe(0);
    expect(await page.page.title()).toBe(`Title ${attack}`);
  });
});

describe('a button', () => {
  it('says the same of every refusal, while the answer itself is there for developers', async () => {
    const problem = JSON.stringify({ title: 'Conflict', detail: 'Already confirmed.' });
    provider.answers.set('/confirm', { status: 409, body: problem, contentType: 'application/problem+json' });
    await openDialog({ guiActions: [button('/confirm')] });

    await page.press('Confirm');

    await page.snackbar.getByText(failed).waitFor();
    await page.developers.getByText('Already confirmed.').waitFor();
    expect(await page.action('Confirm').isEnabled()).toBe(true);
  });

  it('says nothing at all when the answer is hidden by CORS', async () => {
    provider.answers.set('/confirm', { status: 204, cors: false });
    await openDialog({ guiActions: [button('/confirm')] });

    await page.press('Confirm');

    await page.developers.getByText('nothing at all is shown').waitFor();
    expect(await page.snackbar.count()).toBe(0);
    expect(await page.action('Confirm').isEnabled()).toBe(true);
  });

  it('turns until the dialog is updated', async () => {
    provider.answers.set('/confirm', { status: 202 });
    const id = await openDialog({ guiActions: [button('/confirm')] });

    await page.press('Confirm');
    await page.developers.getByText('was accepted').waitFor();
    expect(await page.action('Confirm').getAttribute('aria-busy')).toBe('true');

    await stage.owner.call('PUT', `/dialogs/${id}`, dialogFields({ ...content(), guiActions: [button('/next')] }));
    await until(async () => (await page.action('Confirm').getAttribute('aria-busy')) === null);
  });

  it('goes on turning when the user declines its prompt, and sends no request', async () => {
    await openDialog({ guiActions: [button('/confirm', { prompt: english('Sure?') })] }, { confirms: false });

    await page.press('Confirm');

    await page.developers.getByText('declines the prompt').waitFor();
    expect(await page.action('Confirm').getAttribute('aria-busy')).toBe('true');
    expect(provider.timesAsked('/confirm')).toBe(0);
  });

  it('becomes one with a menu where there are more than two', async () => {
    const others = ['One', 'Two'].map((title) => button('/x', { priority: 'Tertiary', title: english(title) }));
    await openDialog({ guiActions: [button('/confirm'), ...others] });

    expect(await page.action('Two').isVisible()).toBe(false);
    await page.page.getByLabel('More actions').click();
    expect(await page.action('Two').isVisible()).toBe(true);
  });

  it('that deletes the dialog is there in the bin only', async () => {
    const id = await openDialog({
      guiActions: [button('/delete', { action: 'delete', isDeleteDialogAction: true, title: english('Delete it') })],
    });
    expect(await page.action('Delete it').count()).toBe(0);

    await page.button('Move to bin').click();
    await page.snackbar.getByText('Moved to bin').waitFor();
    await page.link('Bin').click();
    await page.page.locator(`a[href$="${id}"]`).click();

    await page.action('Delete it').waitFor();
  });

  it('is a link where it is for going somewhere', async () => {
    await openDialog({
      guiActions: [button('/open', { httpMethod: 'GET', action: 'read', title: english('Open it') })],
    });

    expect(await page.action('Open it').getAttribute('href')).toBe(`${provider.url}/open`);
  });
});

describe('a dialog', () => {
  it('is where its status and label put it', async () => {
    const id = await openDialog({ status: 'Draft' });
    const isListed = async (folder: string) => {
      await page.link(folder).click();
      await page.page.getByRole('heading', { level: 1, name: folder }).waitFor();
      await page.page.locator('main .muted', { hasText: 'Loading' }).waitFor({ state: 'detached' });
      return (await page.page.locator(`a[href$="${id}"]`).count()) > 0;
    };

    expect(await isListed('Inbox')).toBe(false);
    expect(await isListed('Drafts')).toBe(true);
    await page.page.locator(`a[href$="${id}"]`).click();
    await page.button('Move to archive').click();
    await page.snackbar.getByText('Moved to archive').waitFor();
    expect(await isListed('Drafts')).toBe(false);
    expect(await isListed('Archive')).toBe(true);
  });

  it('shows of attachments those for people, and of transmissions what is opened', async () => {
    const attachment = (name: string, consumerType: string, fields: object = {}) => ({
      displayName: english(name),
      urls: [{ url: `${provider.url}/file`, consumerType, mediaType: 'application/pdf' }],
      ...fields,
    });
    provider.answers.set('/message', { body: '### What it says' });
    await openDialog({
      attachments: [attachment('For people', 'Gui'), attachment('For machines', 'Api')],
      transmissions: [
        transmission({ content: { title: text('Empty') } }),
        transmission({ content: { title: text('Full'), contentReference: embed(`${provider.url}/message`) } }),
      ],
    });

    await page.link('For people').waitFor();
    expect(await page.page.getByText('For machines').count()).toBe(0);
    expect(provider.timesAsked('/message')).toBe(0);

    await page.transmission('Full').locator('summary').click();
    await page.transmission('Full').getByRole('heading', { name: 'What it says' }).waitFor();
    await page.transmission('Empty').locator('summary').click();
    await page.shows('no visible content');
  });

  it('that is deleted while it is open gives way to the folder', async () => {
    const id = await openDialog({});
    await page.isLive();

    await stage.owner.call('DELETE', `/dialogs/${id}`);

    await until(() => page.path === '/portal/daglig-leder/inbox');
  });

  it('is not found by a persona without access, or where there is none', async () => {
    const id = await openDialog({});

    for (const path of [
      `/portal/fremmed/inbox/${id}`,
      '/portal/daglig-leder/inbox/01913cd5-784f-7d3b-abef-4c77b1f0972d',
    ]) {
      await page.goTo(path);
      await page.page.getByRole('heading', { name: 'Dialog not found' }).waitFor();
      expect(await page.page.locator('.dialog').count()).toBe(0);
    }
  });
});

describe('beside a dialog, for developers', () => {
  it('the token stands decoded, and every request can be copied as curl', async () => {
    const id = await openDialog({ guiActions: [button('/confirm')] });

    await page.developers.getByText('Header and claims').click();
    await page.developers.getByText('"alg": "EdDSA"').waitFor();
    await page.developers.getByText(`"i": "${id}"`).waitFor();
    await page.developers.getByRole('button', { name: 'Copy as curl' }).first().click();

    await page.snackbar.getByText('Copied').waitFor();
    const copied = String(await page.page.evaluate('navigator.clipboard.readText()'));
    expect(copied).toMatch(new RegExp(`^curl -i -X POST '${stage.emulator.url}/dialogporten/graphql`));
    expect(copied).toContain(id);
  });

  it('stands which roles may do what is not authorised, and which the persona has', async () => {
    const id = await openDialog({ guiActions: [button('/delete', { action: 'delete' })] });
    await page.goTo(`/portal/regnskapsforer/inbox/${id}`);

    await page.developers.getByText(/a rule allows it to dagl, priv(, seln)?; this persona has regn/).waitFor();
    expect(await page.action('Confirm').isDisabled()).toBe(true);
    expect(await page.developers.getByText('shown disabled').count()).toBe(1);
  });

  it("the provider's own requests to Dialogporten are listed with their status", async () => {
    const id = await openDialog({});
    await stage.owner.call('PUT', `/dialogs/${id}`, { status: 'no such status' });

    await page.page.reload();

    await page.developers.getByText(`PUT /serviceowner/dialogs/${id}`).waitFor();
    expect(await page.developers.locator('li', { hasText: `PUT /serviceowner` }).textContent()).toContain('400');
  });
});

describe('the portal', () => {
  it('says so when Dialogporten gives no answer', async () => {
    await openDialog({});
    stage.emulator.faults.set([{ match: '/dialogporten/graphql', status: 503 }]);

    await page.link('Inbox').click();

    await page.shows('Something went wrong');
    stage.emulator.faults.clear();
    await page.link('Drafts').click();
    await page.page.getByRole('heading', { level: 1, name: 'Drafts' }).waitFor();
    expect(await page.page.getByText('Something went wrong').count()).toBe(0);
  });
});
