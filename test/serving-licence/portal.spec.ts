import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { licenceDesk } from '../../emulator/sample/desk.js';
import { launchBrowser } from '../portal/support/browser.js';
import { type Looks, PortalPage } from '../portal/support/portal-page.js';
import { freePort } from '../support/postgres-server.js';
import { until } from '../support/until.js';
import { setStage, type Stage } from './support/stage.js';

let stage: Stage;
let browser: Browser;
let pages: PortalPage[] = [];

beforeAll(async () => {
  const [port, servicePort] = [await freePort(), await freePort()];
  stage = await setStage(
    { PORT: String(servicePort), CORS_ORIGINS: `http://localhost:${port}`, WRITE_ACTION_TIMEOUT_MS: '1000' },
    { port, desk: licenceDesk(`http://localhost:${servicePort}`) },
  );
  browser = await launchBrowser();
});

afterEach(async () => {
  stage.emulator.faults.clear();
  await Promise.all(pages.map((page) => page.close()));
  pages = [];
});

afterAll(async () => {
  await browser?.close();
  await stage?.clear();
});

async function open(path: string, looks?: Looks): Promise<PortalPage> {
  const page = await PortalPage.open(browser, stage.emulator.url, path, looks);
  pages.push(page);
  return page;
}

/** Opens a dialog and brings it on, by presses of the general manager. */
async function dialogAfter(...presses: ('confirm' | 'submit' | 'sign')[]): Promise<string> {
  const dueAt = new Date(Date.now() + 21 * 86_400_000).toISOString();
  const id = await stage.parties.openDialog({ externalReference: '2026/1234', dueAt });
  await until(() => stage.emulator.dialogs.get(id) !== undefined);
  for (const press of presses) {
    const revision = stage.emulator.dialogs.get(id)!.revision;
    await stage.parties.pressAs('daglig-leder', press, id);
    await until(() => stage.emulator.dialogs.get(id)!.revision !== revision);
  }
  return id;
}

async function decide(id: string, decision: object): Promise<void> {
  await stage.parties.asServiceOwner('POST', `/${id}/decision`, decision);
  await until(() => stage.emulator.dialogs.get(id)!.status === 'Completed');
}

describe('an application in the portal', () => {
  it('is opened at the desk, confirmed, submitted, signed at a higher level, decided and read', async () => {
    const desk = await open('/desk');
    await desk.page.getByLabel('For').selectOption({ label: 'Rolig Restaurant AS' });
    await desk.page.getByLabel('Case number').fill('2026/77');
    await desk.button('Open').click();
    await desk.shows(/^Opened /);

    const portal = await open('/');
    await portal.link(/Varsom Lykt.*nivå 3/).click();
    await portal.link('Fornyelse av skjenkebevilling').first().click();
    await portal.showsEmbed('Bekreft at virksomheten vil søke');
    await portal.press('Bekreft');
    await portal.showsEmbed('Send inn søknaden');
    await portal.press('Send inn');

    // The press of too low a level says no more than that it failed: the embed says what to do.
    await portal.showsEmbed('Logg inn med høyere sikkerhetsnivå for å signere');
    await portal.press('Signer');
    await portal.snackbar.getByText('Handlingen kunne ikke utføres').waitFor();
    // The page is of another origin than the service, and yet may read why.
    await portal.developers.getByText('insufficient-level').waitFor();
    expect(await portal.developers.locator('pre').first().textContent()).toContain('"requiredLevel": 4');

    await portal.page.locator('.account summary').click();
    await portal.link('Logg inn på høyere nivå').click();
    await portal.shows('Sikkerhetsnivå 4');
    await portal.showsEmbed('Signer søknaden');
    await portal.press('Signer');
    await portal.showsEmbed('Du trenger ikke å gjøre noe nå');
    expect(await portal.action('Signer').count()).toBe(0);

    await desk.goTo('/desk');
    const row = desk.page.getByRole('row').filter({ hasText: '2026/77' });
    await row.getByLabel('Reason').fill('Alt er i orden.');
    await row.getByRole('button', { name: 'Grant' }).click();
    await desk.page.getByRole('row').filter({ hasText: '2026/77' }).getByText('decided').waitFor();

    await portal.showsEmbed('Les vedtaket');
    await portal.transmission('Vedtak').locator('summary').click();
    await portal.transmission('Vedtak').getByRole('heading', { name: 'Søknaden er innvilget' }).waitFor();
    await portal.transmission('Vedtak').getByText('Alt er i orden.').waitFor();
  });

  it('keeps its decision from those who may not read it', async () => {
    const id = await dialogAfter('confirm', 'submit', 'sign');
    await decide(id, { granted: false, reason: 'For sent.' });

    const portal = await open(`/portal/medarbeider/inbox/${id}`);

    await portal.showsEmbed('Du har ikke tilgang til å lese vedtaket');
    expect(await portal.transmission('Vedtak').getAttribute('aria-disabled')).toBe('true');
    expect(await portal.transmission('Vedtak').locator('summary').count()).toBe(0);
    await portal.developers.getByText('a rule allows it to').first().waitFor();
    expect(await portal.page.content()).not.toContain('For sent.');
  });

  it('leads by a login to the municipality, where its decision is a file', async () => {
    const id = await dialogAfter('confirm', 'submit', 'sign');
    await decide(id, { granted: true });
    const portal = await open(`/portal/daglig-leder/inbox/${id}`);
    await portal.isLive();

    await portal.action('Åpne hos kommunen').click();
    await portal.page.getByRole('button', { name: /Varsom Lykt.*level 4/ }).click();
    await portal.page.waitForURL(`${stage.service.url}/dialogs/${id}`);
    await portal.page.getByRole('heading', { name: 'Les vedtaket' }).waitFor();
    expect(await portal.faults()).toEqual([]);

    const decision = stage.emulator.dialogs.get(id)!.transmissions.find(({ type }) => type === 'Decision')!;
    const file = await portal.page.request.get(decision.attachments[0]!.urls[0]!.url);
    expect(file.headers()['content-type']).toBe('application/pdf');
    expect((await file.body()).toString('latin1', 0, 5)).toBe('%PDF-');
  });

  it('shows a button that is not authorised as disabled', async () => {
    const id = await dialogAfter('confirm', 'submit');

    const portal = await open(`/portal/medarbeider/inbox/${id}`);

    await portal.showsEmbed('Du har ikke tilgang til å signere søknaden');
    expect(await portal.action('Signer').isDisabled()).toBe(true);
    expect(await portal.action('Trekk søknaden').isDisabled()).toBe(true);
  });

  it('disappears with a withdrawal, and the user is back in the inbox', async () => {
    const id = await dialogAfter('confirm');
    const portal = await open(`/portal/daglig-leder/drafts/${id}`);

    await portal.press('Trekk søknaden');

    await until(() => portal.path === '/portal/daglig-leder/drafts');
    await portal.shows(/Utkast/);
    expect(await portal.page.locator(`a[href$="${id}"]`).count()).toBe(0);
  });

  it('cannot be deleted too early, and says from when it can, in the bin', async () => {
    const id = await dialogAfter('confirm', 'submit', 'sign');
    await decide(id, { granted: true });
    const portal = await open(`/portal/daglig-leder/inbox/${id}`);
    await portal.showsEmbed('Les vedtaket');
    expect(await portal.action('Slett').count()).toBe(0);
    await portal.developers.getByText('is hidden').waitFor();

    await portal.button('Flytt til papirkurven').click();
    await portal.snackbar.getByText('Flyttet til papirkurven').waitFor();
    await portal.link('Papirkurv').click();
    await portal.page.locator(`a[href$="${id}"]`).click();
    await portal.press('Slett');

    const inThirtyDays = new Date(Date.now() + 30 * 86_400_000);
    const date = new Intl.DateTimeFormat('nb', { dateStyle: 'long', timeZone: 'Europe/Oslo' }).format(inThirtyDays);
    await portal.snackbar
      .getByText(`bevaringsperiode på 30 dager etter innsending. Du kan slette den fra ${date}`)
      .waitFor();
  });

  it('speaks the language that the user chooses, embed and all', async () => {
    const id = await dialogAfter('confirm', 'submit');
    const portal = await open(`/portal/daglig-leder/inbox/${id}`);
    await portal.showsEmbed('Signer søknaden');

    await portal.speak('en');
    await portal.showsEmbed('Sign the application');
    await portal.action('Withdraw the application').waitFor({ state: 'attached' });
    expect(await portal.page.locator('html').getAttribute('lang')).toBe('en');

    await portal.speak('nn');
    await portal.showsEmbed('Signer søknaden');
    await portal.embed.getByText('vedtaket kjem her i dialogen').waitFor();
    await portal.page.locator('.transmission summary').first().click();
    await portal.shows('Fjordvik kommune har fått søknaden');
  });

  it('is changed during an outage of Dialogporten, and the button turns until Dialogporten is back', async () => {
    const id = await dialogAfter();
    const portal = await open(`/portal/daglig-leder/inbox/${id}`);
    await portal.showsEmbed('Bekreft at virksomheten vil søke');
    stage.emulator.faults.set([{ match: '/dialogporten/api/v1/serviceowner', status: 503 }]);

    const answer = portal.page.waitForResponse((response) => response.url().endsWith('/actions/confirm'));
    await portal.press('Bekreft');

    expect((await answer).status()).toBe(202);
    await portal.developers.getByText('was accepted').waitFor();
    expect(await portal.action('Bekreft').getAttribute('aria-busy')).toBe('true');

    stage.emulator.faults.clear();
    await portal.showsEmbed('Send inn søknaden');
    expect(await portal.action('Send inn').getAttribute('aria-busy')).toBeNull();
  });
});

describe('the desk', () => {
  it('shows what Dialogporten has rejected, and why', async () => {
    const id = await dialogAfter();
    const match = `PUT /dialogporten/api/v1/serviceowner/dialogs/${id}`;
    stage.emulator.faults.set([{ match, status: 400, errors: { 'dto.progress': ['is not to its liking'] } }]);
    await stage.parties.pressAs('daglig-leder', 'confirm', id);
    const desk = await open('/desk');

    const row = desk.page.getByRole('row').filter({ hasText: id });
    await until(async () => {
      await desk.page.reload();
      return row.getByText('rejected', { exact: true }).isVisible();
    });

    expect(await row.textContent()).toMatch(/400/);
  });
});

describe('every page', () => {
  it.each([
    ['nb', 'Signer søknaden', 'Les vedtaket', 'Vedtak'],
    ['nn', 'Signer søknaden', 'Les vedtaket', 'Vedtak'],
    ['en', 'Sign the application', 'Read the decision', 'Decision'],
  ] as const)(
    'in %s is accessible, and fits, at 360 and 1280 pixels, in light and in dark',
    async (language, signHeading, decidedHeading, decisionTitle) => {
      const decided = await dialogAfter('confirm', 'submit', 'sign');
      await decide(decided, { granted: true, reason: 'The kitchen and the opening hours are as they were.' });
      const signable = await dialogAfter('confirm', 'submit');
      const portal = await open('/');
      const faults: Record<string, readonly string[]> = {};
      const look = async (name: string) => {
        for (const width of [360, 1280]) {
          await portal.page.setViewportSize({ width, height: 860 });
          faults[`${name} at ${width}`] = await portal.faults();
          await portal.screenshot(`${name}-${language}-${width}`);
        }
      };
      const picture = async (name: string, height: number) => {
        if (language === 'en') await portal.picture(name, height);
      };

      await portal
        .link(/Varsom Lykt/)
        .first()
        .waitFor();
      await portal.speak(language);
      await look('personas');
      await portal.goTo('/portal/daglig-leder/inbox');
      await portal.page.locator('.item').first().waitFor();
      await look('inbox');
      await picture('portal-inbox', 640);
      await portal.goTo(`/portal/daglig-leder/inbox/${signable}`);
      await portal.showsEmbed(signHeading);
      await look('dialog');
      await picture('portal-dialog', 800);
      await portal.goTo(`/portal/daglig-leder/inbox/${decided}`);
      await portal.showsEmbed(decidedHeading);
      await portal.transmission(decisionTitle).locator('summary').click();
      await portal.shows('The kitchen and the opening hours');
      await portal.page.locator('.history summary').click();
      await look('decision');
      await picture('portal-decision', 1380);
      // The desk is in English alone.
      if (language === 'en') {
        await portal.goTo('/desk');
        await portal.shows('Open a dialog');
        await look('desk');
      }

      expect(Object.entries(faults).filter(([, found]) => found.length > 0)).toEqual([]);
    },
  );
});
