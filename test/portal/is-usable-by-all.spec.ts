import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { activity, dialogFields, embed, text, transmission } from '../../emulator/testing/dialogs.js';
import { until } from '../support/until.js';
import { type PortalPage } from './support/portal-page.js';
import { content, english, PortalStage } from './support/portal-stage.js';

let stage: PortalStage;

beforeAll(async () => {
  stage = await PortalStage.set();
});

afterEach(() => stage.reset());

afterAll(() => stage?.clear());

const three = () => [
  stage.button('/confirm'),
  ...['A second action with a long name', 'A third'].map((title) =>
    stage.button('/other', { action: 'write', priority: 'Tertiary', title: english(title) }),
  ),
];

/** A dialog with something of everything that the page can show. */
async function fullDialog(): Promise<string> {
  stage.provider.answers.set('/embed', {
    body: '### What to do\n\nConfirm it, [or read on](https://example.com).\n\n| | |\n| - | -: |\n| Case | 2026/1 |',
  });
  stage.provider.answers.set('/message', { body: '' });
  return stage.create({
    ...content({
      extendedStatus: text('At the cadastral office'),
      summary: text('A summary.'),
      additionalInfo: text('More **of it**.', 'text/markdown'),
      mainContentReference: embed(`${stage.provider.url}/embed`),
    }),
    dueAt: new Date(Date.now() + 5 * 86_400_000).toISOString(),
    guiActions: three(),
    attachments: [
      { displayName: english('A file'), urls: [{ url: `${stage.provider.url}/file`, consumerType: 'Gui' }] },
    ],
    transmissions: [
      transmission({ type: 'Acceptance' }),
      transmission({ type: 'Rejection', content: { title: text('A rejection'), summary: text('No.') } }),
      transmission({ content: { title: text('A letter'), contentReference: embed(`${stage.provider.url}/message`) } }),
    ],
    activities: [activity()],
  });
}

/** Whether all of it is inside the window. */
async function isInside(page: PortalPage, selector: string): Promise<boolean> {
  const box = (await page.page.locator(selector).boundingBox())!;
  return box.x >= 0 && box.x + box.width <= page.page.viewportSize()!.width;
}

/** Presses Tab until the element that has the focus has that name. */
async function tabTo(page: PortalPage, name: string): Promise<void> {
  const focused = () =>
    page.page.evaluate('(document.activeElement.ariaLabel ?? document.activeElement.innerText).trim()');
  for (let presses = 0; presses < 60; presses++) {
    await page.page.keyboard.press('Tab');
    if (String(await focused()).startsWith(name)) return;
  }
  throw new Error(`Tab does not lead to ${name}`);
}

describe('a menu', () => {
  it.each([360, 1280])('is wholly in the window at %i pixels', async (width) => {
    const page = await stage.show(await fullDialog(), { width });
    for (const [summary, menu] of [
      ['.combined summary', '.combined ul'],
      ['.account summary', '.account-menu'],
    ] as const) {
      await page.page.locator(summary).click();
      await page.page.locator(menu).waitFor();
      await page.screenshot(`menu${menu.replaceAll(/\W+/g, '-')}-${width}`);
      expect(`${menu} ${await isInside(page, menu)}`).toBe(`${menu} true`);
    }
  });

  it('closes on Escape, with the focus where it was, and on a click elsewhere or on one of its items', async () => {
    stage.provider.answers.set('/other', { status: 500 });
    const page = await stage.show(await fullDialog());
    const open = page.page.locator('details.menu[open]');
    const summary = page.page.getByLabel('More actions');

    await summary.focus();
    await page.page.keyboard.press('Enter');
    await open.waitFor();
    await page.page.keyboard.press('Tab');
    await page.page.keyboard.press('Escape');
    await open.waitFor({ state: 'detached' });
    expect(await summary.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);

    await summary.click();
    await page.page.locator('.dialog > h2').click();
    await open.waitFor({ state: 'detached' });

    await summary.click();
    await page.action('A third').click();
    await open.waitFor({ state: 'detached' });
    await until(() => stage.provider.timesAsked('/other') === 1);
  });
});

describe('with the keyboard alone', () => {
  it('a dialog is opened from the list, a button pressed, a message read, and the list reached again', async () => {
    stage.provider.answers.set('/confirm', { status: 202 });
    const id = await stage.create({
      guiActions: [stage.button('/confirm')],
      transmissions: [transmission({ content: { title: text('A letter'), summary: text('What it says') } })],
    });
    const page = await stage.open('/portal/daglig-leder/inbox');
    await page.page.locator(`a[href$="${id}"]`).waitFor();

    await tabTo(page, 'Renew the licence');
    await page.page.keyboard.press('Enter');
    await page.isLive();
    await tabTo(page, 'Confirm');
    await page.page.keyboard.press('Enter');
    await until(() => stage.provider.timesAsked('/confirm') === 1);
    // A second press of a turning button sends no request, and the focus is not lost.
    await page.page.keyboard.press('Enter');
    expect(await page.page.evaluate('document.activeElement.innerText.trim()')).toBe('Confirm');

    await tabTo(page, 'A letter');
    await page.page.keyboard.press('Enter');
    await page.shows('What it says');
    await page.page.locator('main').focus();
    await tabTo(page, '← Back');
    await page.page.keyboard.press('Enter');
    await page.page.locator(`a[href$="${id}"]`).waitFor();
    expect(stage.provider.timesAsked('/confirm')).toBe(1);
  });
});

describe('a screen reader', () => {
  it('is told after a press what has changed: the status, and what can be done now', async () => {
    stage.provider.answers.set('/confirm', { status: 202 });
    const id = await stage.create({ guiActions: [stage.button('/confirm')] });
    const page = await stage.show(id);
    await page.press('Confirm');
    const announced = page.page.locator('[aria-live="polite"]');
    expect(await announced.innerText()).toBe('');

    await stage.owner.call(
      'PUT',
      `/dialogs/${id}`,
      dialogFields({
        ...content({ extendedStatus: text('Almost there') }),
        status: 'InProgress',
        guiActions: [stage.button('/next', { action: 'write', title: english('Send in') })],
      }),
    );

    await announced.getByText('updated').waitFor();
    expect(await announced.innerText()).toBe(
      'The dialog has been updated. Status: In progress, Almost there. You can now choose: Send in.',
    );
    await page.developers.getByText('the real portal announces nothing').waitFor();
  });
});

describe('a page with everything', () => {
  it.each(['nb', 'nn', 'en'] as const)(
    'in %s has no findings of axe and fits, in light and in dark',
    async (language) => {
      const id = await fullDialog();
      const page = await stage.show(id);
      await page.speak(language);
      await page.showsEmbed('What to do');
      await page.page.locator('.history summary').click();
      for (const summary of await page.page.locator('.transmission summary').all()) await summary.click();
      const faults: Record<number, readonly string[]> = {};
      for (const width of [360, 1280]) {
        await page.page.setViewportSize({ width, height: 900 });
        faults[width] = await page.faults();
        await page.screenshot(`everything-${language}-${width}`);
      }

      expect(faults).toEqual({ 360: [], 1280: [] });
    },
  );
});
