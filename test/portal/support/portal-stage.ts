import type { Browser } from 'playwright-core';
import { type Emulator, startEmulator } from '../../../emulator/emulator.js';
import type { Persona, Policy } from '../../../emulator/policy.js';
import { testProvider } from '../../../emulator/testing/clients.js';
import { guiAction, newDialog, text } from '../../../emulator/testing/dialogs.js';
import { MaskinportenCaller } from '../../../emulator/testing/maskinporten-caller.js';
import { testPolicy } from '../../../emulator/testing/policy.js';
import { launchBrowser } from './browser.js';
import { type Looks, PortalPage } from './portal-page.js';
import { Provider } from './provider.js';

/** A text in English alone. */
export const english = (value: string) => [{ languageCode: 'en', value }];

/** The content of a dialog, whose title is given unless another one is. */
export const content = (fields: object = {}) => ({ content: { title: text('Renew the licence'), ...fields } });

/** The policy of the tests, with services that ask for that level. */
export const policyOfLevel = (minimumLevel: Persona['level']): Policy => ({
  ...testPolicy,
  serviceResources: testPolicy.serviceResources.map((resource) => ({ ...resource, minimumLevel })),
});

/** The stand-in, a provider whose answers a test chooses, and a browser. */
export class PortalStage {
  #pages: PortalPage[] = [];
  #owner: MaskinportenCaller;

  private constructor(
    readonly emulator: Emulator,
    readonly provider: Provider,
    readonly browser: Browser,
  ) {
    this.#owner = ownerOf(emulator);
  }

  static async set(policy: Policy = testPolicy): Promise<PortalStage> {
    const emulator = await startEmulator({ policy });
    return new PortalStage(emulator, await Provider.start(), await launchBrowser());
  }

  /** The service owner's client. */
  get owner(): MaskinportenCaller {
    return this.#owner;
  }

  /** A button of the provider. */
  button(path: string, fields: object = {}): object {
    return guiAction({ url: `${this.provider.url}${path}`, ...fields });
  }

  async open(path: string, looks: Looks = {}): Promise<PortalPage> {
    const page = await PortalPage.open(this.browser, this.emulator.url, path, { locale: 'en', ...looks });
    this.#pages.push(page);
    return page;
  }

  /** Opens a dialog, as the general manager unless another persona is named. */
  async show(id: string, looks: Looks = {}, persona = 'daglig-leder'): Promise<PortalPage> {
    const page = await this.open(`/portal/${persona}/inbox/${id}`, looks);
    await page.page.locator('.dialog > h2').waitFor();
    return page;
  }

  create(fields: object = {}): Promise<string> {
    return this.owner.create(newDialog({ ...content(), ...fields }));
  }

  /** Closes the pages, and forgets what the provider was told and asked. */
  async reset(): Promise<void> {
    await Promise.all(this.#pages.map((page) => page.close()));
    this.#pages = [];
    // A browser test may take longer than a token is good for.
    this.#owner = ownerOf(this.emulator);
    this.emulator.faults.clear();
    this.provider.answers.clear();
    this.provider.asked.length = 0;
  }

  async clear(): Promise<void> {
    await this.browser.close();
    await this.provider.stop();
    await this.emulator.stop();
  }
}

function ownerOf({ url }: Emulator): MaskinportenCaller {
  return new MaskinportenCaller(url, testProvider.clientId, testProvider.privateJwk);
}
