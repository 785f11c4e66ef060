import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../portal/support/browser.js';
import { PortalPage } from '../portal/support/portal-page.js';
import { brokenWords } from '../support/broken-words.js';
import { freePort } from '../support/postgres-server.js';
import { until } from '../support/until.js';
import { setStage, type Stage } from './support/stage.js';

const width = 360;
const reference = '2026/1234';

describe('an application, at 360 pixels, in every state and language, breaks no word and is no wider than the window', () => {
  let stage: Stage;
  let browser: Browser;
  let ids: readonly string[];

  beforeAll(async () => {
    const port = await freePort();
    stage = await setStage({ CORS_ORIGINS: `http://localhost:${port}` }, { port });
    browser = await launchBrowser();
    const presses = ['confirm', 'submit', 'sign'] as const;
    ids = await Promise.all(
      [0, 1, 2, 3, 3].map(async (steps, position) => {
        const id = await stage.parties.openDialog({ externalReference: reference, dueAt: '2099-11-23T22:59:00Z' });
        for (const press of presses.slice(0, steps)) await stage.parties.pressAs('daglig-leder', press, id);
        const isDecided = position === 4;
        const decision = { granted: false, reason: 'Ansvarsforholdene er uavklarte.' };
        if (isDecided) await stage.parties.asServiceOwner('POST', `/${id}/decision`, decision);
        await until(() => (stage.emulator.dialogs.get(id)!.status === 'Completed') === isDecided);
        return id;
      }),
    );
  });

  afterAll(async () => {
    await browser?.close();
    await stage?.clear();
  });

  async function faultsOf(portal: PortalPage, selector: string): Promise<readonly string[]> {
    const broken = await brokenWords(portal.page, selector);
    return [...(await portal.faults()), ...broken.map((word) => `broken: ${word}`)];
  }

  it('on the page of the municipality', async () => {
    const portal = await PortalPage.open(browser, stage.service.url, `/dialogs/${ids[2]}`, { width });
    await portal.page.getByRole('button', { name: /Varsom Lykt.*level 4/ }).click();
    const found: Record<string, readonly string[]> = {};
    for (const id of ids) {
      for (const language of ['nb', 'nn', 'en']) {
        await portal.goTo(`/dialogs/${id}?lang=${language}`);
        await portal.shows(reference);
        found[`${await portal.page.locator('main h2').first().textContent()} (${language})`] = await faultsOf(
          portal,
          'body',
        );
        await portal.screenshot(`page-${ids.indexOf(id)}-${language}-${width}`);
      }
    }
    await portal.close();
    expect(Object.keys(found)).toHaveLength(15);
    expect(Object.entries(found).filter(([, faults]) => faults.length > 0)).toEqual([]);
  });

  it('in the portal', async () => {
    const found: Record<string, readonly string[]> = {};
    for (const locale of ['nb-NO', 'nn-NO', 'en-GB']) {
      const portal = await PortalPage.open(browser, stage.emulator.url, '/', { width, locale });
      for (const [state, id] of ids.entries()) {
        await portal.goTo(`/portal/daglig-leder/inbox/${id}`);
        await portal.embed.getByText(reference).waitFor();
        const lead = await portal.embed.getByRole('heading').first().textContent();
        const broken = await brokenWords(portal.page, '.dialog .embed');
        found[`${lead} (${locale})`] = broken.map((word) => `broken: ${word}`);
        await portal.screenshot(`embed-${state}-${locale}-${width}`);
      }
      await portal.close();
    }
    expect(Object.keys(found)).toHaveLength(15);
    expect(Object.entries(found).filter(([, faults]) => faults.length > 0)).toEqual([]);
  });
});
