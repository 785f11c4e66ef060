import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** Left out: the one hides what CORS forbids, the other lets a page that crashes take the browser with it. */
const unwanted = ['--disable-web-security', '--single-process', '--no-zygote'];

/** Starts a real browser, which comes from the npm registry. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: [
      ...sparticuz.args.filter((argument) => !unwanted.includes(argument)),
      '--no-sandbox',
      '--disable-background-networking',
    ],
  });
}
