import { acceptLanguage, type Language } from './language.js';
import { renderMarkdown } from './markdown.js';
import type { Recorder } from './recorder.js';

/** What there is to show of an embed. */
export type Embed =
  | { readonly state: 'loading' }
  | { readonly state: 'shown'; readonly content: Node }
  | { readonly state: 'forbidden' }
  | { readonly state: 'failed' };

const keptMs = 10 * 60_000;
const retries = 2;
const retryDelayMs = 1000;

/**
 * The embeds, kept by URL and language for ten minutes: the same URL is not fetched again while its dialog is open,
 * whatever happened meanwhile. 403 and 404 are final, any other failure is tried twice more.
 */
export class Embeds {
  readonly #embeds = new Map<string, { embed: Embed; fetchedAt: number }>();

  constructor(
    private readonly recorder: Recorder,
    private readonly changed: () => void,
  ) {}

  /** The embed as far as it is known; it is fetched when it is asked for the first time. */
  at(url: string, language: Language, token: string): Embed {
    const key = keyOf(url, language);
    const kept = this.#embeds.get(key);
    if (kept && Date.now() - kept.fetchedAt < keptMs) return kept.embed;
    void this.fetchAgain(url, language, token);
    return { state: 'loading' };
  }

  async fetchAgain(url: string, language: Language, token: string): Promise<void> {
    this.#put(keyOf(url, language), { state: 'loading' });
    this.#put(keyOf(url, language), await this.#fetch(url, language, token));
    this.changed();
  }

  clear(): void {
    this.#embeds.clear();
  }

  #put(key: string, embed: Embed): void {
    this.#embeds.set(key, { embed, fetchedAt: Date.now() });
  }

  async #fetch(url: string, language: Language, token: string): Promise<Embed> {
    for (let failures = 0; ; failures++) {
      const response = await this.#attempt(url, language, token);
      if (response?.ok) return { state: 'shown', content: renderMarkdown(await response.text()) };
      if (response?.status === 403) return { state: 'forbidden' };
      if (response?.status === 404 || failures === retries) return { state: 'failed' };
      await new Promise((resolve) => setTimeout(resolve, retryDelayMs));
    }
  }

  async #attempt(url: string, language: Language, token: string): Promise<Response | undefined> {
    try {
      return await this.recorder.fetch(url, {
        headers: {
          'Content-Type': 'text/plain',
          'Accept-Language': acceptLanguage(language),
          Prefer: `timezone="${Intl.DateTimeFormat().resolvedOptions().timeZone}"`,
          Authorization: `Bearer ${token}`,
        },
      });
    } catch {
      return undefined;
    }
  }
}

function keyOf(url: string, language: Language): string {
  return `${language} ${url}`;
}
