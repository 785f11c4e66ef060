import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../portal/support/browser.js';
import { freePort } from '../support/postgres-server.js';
import { setStage, type Stage } from './support/stage.js';

let stage: Stage;
let browser: Browser;

beforeAll(async () => {
  const port = await freePort();
  stage = await setStage({ CORS_ORIGINS: `http://localhost:${port}` }, { port });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await stage?.clear();
});

async function visit(path: string): Promise<Page> {
  const page = await browser.newPage({ locale: 'nb-NO', viewport: { width: 1280, height: 900 } });
  page.on('dialog', (dialog) => void dialog.accept());
  page.on('console', (m) => process.stderr.write(m.text() + '\n'));
  page.on('pageerror', (m) => process.stderr.write(m.stack + '\n'));
  await page.goto(`${stage.emulator.url}${path}`);
  return page;
}

describe('the portal', () => {
  it('leads from a persona to a button', async () => {
    await stage.parties.openDialog();
    const page = await visit('/');
    await page.screenshot({ path: '/tmp/pt/1.png' });
    await page
      .getByRole('link', { name: /daglig|Varsom/ })
      .first()
      .click();
    await page.getByRole('heading', { level: 3 }).first().waitFor();
    await page.screenshot({ path: '/tmp/pt/2.png' });
    await page.getByRole('heading', { level: 3 }).getByRole('link').first().click();
    await page.locator('.embed h3').waitFor();
    await page.screenshot({ path: '/tmp/pt/3.png', fullPage: true });
    await page.getByRole('button', { name: 'Bekreft' }).click();
    await page.getByRole('button', { name: 'Send inn' }).waitFor();
    await page.screenshot({ path: '/tmp/pt/4.png', fullPage: true });
    expect(await page.locator('.embed h3').first().textContent()).toBe('Send inn søknaden');
    await page.close();
    setTimeout(() => process.stderr.write(JSON.stringify(process.getActiveResourcesInfo()) + '\n'), 1500).unref();
  });
});
