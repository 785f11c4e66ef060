import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, Locator, Page } from 'playwright-core';

/** Where screenshots are put; none: none are made. */
const { SCREENSHOTS: screenshotFolder } = process.env;

/** A good practice that an embed's table of facts cannot follow: in markdown a table has a head, and there is none to say. */
const emptyHead = 'empty-table-header';

/** How long something may take on a busy machine. */
export const patienceMs = 120_000;

/** How a page is looked at. */
export interface Looks {
  readonly width?: number;
  readonly locale?: string;
  /** Answer of the user to a prompt. */
  readonly confirms?: boolean;
}

/** A page of the stand-in in a real browser, in the words of its users. */
export class PortalPage {
  private constructor(
    readonly page: Page,
    private readonly url: string,
  ) {}

  static async open(
    browser: Browser,
    url: string,
    path: string,
    { width = 1280, locale = 'nb-NO', confirms = true }: Looks = {},
  ): Promise<PortalPage> {
    const page = await browser.newPage({
      locale,
      colorScheme: 'light',
      viewport: { width, height: 900 },
      timezoneId: 'Europe/Oslo',
      permissions: ['clipboard-read', 'clipboard-write'],
      reducedMotion: 'reduce',
    });
    page.setDefaultTimeout(patienceMs);
    page.on('dialog', (dialog) => void (confirms ? dialog.accept() : dialog.dismiss()));
    const opened = new PortalPage(page, url);
    await opened.goTo(path);
    return opened;
  }

  async goTo(path: string): Promise<void> {
    await this.page.goto(`${this.url}${path}`);
  }

  get path(): string {
    return new URL(this.page.url()).pathname;
  }

  /** The embed of the dialog itself. */
  get embed(): Locator {
    return this.page.locator('.dialog .embed');
  }

  get snackbar(): Locator {
    return this.page.locator('.snackbar .ds-alert');
  }

  get developers(): Locator {
    return this.page.getByRole('complementary', { name: 'For developers' });
  }

  link(name: string | RegExp): Locator {
    return this.page.getByRole('link', { name });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name });
  }

  /** Waits until the page is told of what happens to its dialog. */
  async isLive(): Promise<void> {
    const subscription = this.developers.locator('.requests li', { hasText: '/dialogporten/graphql/stream' });
    await subscription.filter({ hasText: '200' }).first().waitFor();
  }

  /** As when the user has gone to another tab. */
  async hide(): Promise<void> {
    await this.#becomes('hidden');
  }

  /** As when the user comes back to it. */
  async isShownAgain(): Promise<void> {
    await this.#becomes('visible');
  }

  async #becomes(state: 'hidden' | 'visible'): Promise<void> {
    await this.page.evaluate(`
      Object.defineProperty(document, 'hidden', { value: ${state === 'hidden'}, configurable: true });
      Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    `);
  }

  /** A button or link of the dialog, also while it is in a menu that is closed. */
  action(name: string): Locator {
    return this.page.locator('.actions :is(button, a)', { hasText: name });
  }

  /** Presses a button of the dialog, once the page would be told of what comes of it; in the menu, if it is there. */
  async press(name: string): Promise<void> {
    await this.isLive();
    await this.action(name).waitFor({ state: 'attached' });
    if (!(await this.action(name).isVisible())) await this.page.locator('.combined summary').click();
    await this.action(name).click();
  }

  transmission(title: string): Locator {
    return this.page.locator('.transmission', { hasText: title });
  }

  /** Waits until the embed has that heading. */
  async showsEmbed(heading: string): Promise<void> {
    await this.embed.getByRole('heading', { name: heading }).waitFor();
  }

  /** Waits until what is on the page includes that text. */
  async shows(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).first().waitFor();
  }

  async speak(language: 'nb' | 'nn' | 'en'): Promise<void> {
    await this.page.locator('.language select').selectOption(language);
    await this.page.locator(`html[lang="${language}"]`).waitFor();
  }

  /** Faults that axe-core finds, in dark for its colours, and whether the page is wider than the window. */
  async faults(): Promise<readonly string[]> {
    await this.page.evaluate(axe.source);
    const light = await this.#violations({ rules: { [emptyHead]: { enabled: false } } });
    await this.page.emulateMedia({ colorScheme: 'dark' });
    const dark = await this.#violations({ runOnly: ['color-contrast', 'link-in-text-block'] });
    await this.page.emulateMedia({ colorScheme: 'light' });
    const fits = await this.page.evaluate(
      'document.documentElement.scrollWidth <= document.documentElement.clientWidth',
    );
    return [...light, ...dark, ...(fits === true ? [] : ['wider than the window'])];
  }

  async #violations(options: axe.RunOptions): Promise<readonly string[]> {
    const run = `axe.run(document, ${JSON.stringify({ resultTypes: ['violations'], ...options })})`;
    const { violations } = (await this.page.evaluate(run)) as axe.AxeResults;
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }

  /** Makes pictures, when they are wanted (`SCREENSHOTS=folder`): in light and dark, and of what is seen at first. */
  async screenshot(name: string): Promise<void> {
    if (screenshotFolder === undefined) return;
    mkdirSync(screenshotFolder, { recursive: true });
    const path = (kind: string) => join(screenshotFolder, `${name}-${kind}.png`);
    await this.page.screenshot({ path: path('cropped') });
    for (const colorScheme of ['dark', 'light'] as const) {
      await this.page.emulateMedia({ colorScheme });
      await this.page.screenshot({ path: path(colorScheme), fullPage: true });
    }
  }

  /** Makes a picture for the documentation, when pictures are wanted: the upper part of the page. */
  async picture(name: string, height: number): Promise<void> {
    if (screenshotFolder === undefined) return;
    mkdirSync(screenshotFolder, { recursive: true });
    await this.page.setViewportSize({ width: 1280, height });
    await this.page.screenshot({ path: join(screenshotFolder, `${name}.png`) });
  }

  close(): Promise<void> {
    return this.page.close();
  }
}
