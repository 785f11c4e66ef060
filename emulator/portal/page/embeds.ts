import { acceptLanguage, type Language } from './language.js';
import { renderMarkdown } from './markdown.js';
import type { Recorder } from './recorder.js';

/** State of an embed. */
export type Embed =
  | { readonly state: 'loading' }
  | { readonly state: 'shown'; readonly content: Element | undefined }
  | { readonly state: 'forbidden' }
  | { readonly state: 'failed' };

/** An embed of a dialog, in one language. */
export interface EmbedKey {
  /** The id of the dialog, or of the transmission whose embed it is. */
  readonly id: string;
  readonly url: string;
  readonly language: Language;
}

interface Kept {
  readonly key: EmbedKey;
  embed: Embed;
  /** When its dialog was closed; none: it is open. */
  leftAt?: number;
}

const keptMs = 10 * 60_000;
const retries = 2;
const retryDelayMs = 1000;

/**
 * The embeds: while its dialog is open, an embed is fetched once, and afterwards kept for ten minutes. 403 and 404 are
 * final, any other failure is retried twice. Those that failed are tried again when the page gets focus, and when their
 * dialog is opened anew.
 */
export class Embeds {
  readonly #kept = new Map<string, Kept>();

  constructor(
    private readonly recorder: Recorder,
    private readonly changed: () => void,
  ) {}

  /** The embed as far as it is known; it is fetched when it is asked for the first time. */
  at(key: EmbedKey, token: string): Embed {
    const known = this.#kept.get(nameOf(key));
    if (known && isGood(known)) {
      delete known.leftAt;
      return known.embed;
    }
    const kept: Kept = { key, embed: { state: 'loading' } };
    this.#kept.set(nameOf(key), kept);
    void this.#fill(kept, token);
    return kept.embed;
  }

  /** Fetches anew what failed in the dialog that is open, or of that the one embed. */
  tryAgain(token: string, only?: EmbedKey): void {
    for (const kept of this.#kept.values()) {
      const { key, embed, leftAt } = kept;
      const isFailed = embed.state === 'forbidden' || embed.state === 'failed';
      if (isFailed && leftAt === undefined && (only === undefined || nameOf(only) === nameOf(key))) {
        void this.#fill(kept, token);
      }
    }
    this.changed();
  }

  /** The dialog has been closed. */
  leave(): void {
    for (const kept of this.#kept.values()) kept.leftAt ??= Date.now();
  }

  clear(): void {
    this.#kept.clear();
  }

  async #fill(kept: Kept, token: string): Promise<void> {
    kept.embed = { state: 'loading' };
    kept.embed = await this.#fetch(kept.key, token);
    this.changed();
  }

  async #fetch(key: EmbedKey, token: string): Promise<Embed> {
    for (let failures = 0; ; failures++) {
      const answer = await this.#attempt(key, token);
      if (answer?.markdown !== undefined) return { state: 'shown', content: renderMarkdown(answer.markdown) };
      if (answer?.status === 403) return { state: 'forbidden' };
      if (answer?.status === 404 || failures === retries) return { state: 'failed' };
      await new Promise((resolve) => setTimeout(resolve, retryDelayMs));
    }
  }

  /** @returns none: there was no answer, or it broke off */
  async #attempt(
    { url, language }: EmbedKey,
    token: string,
  ): Promise<{ readonly status: number; readonly markdown?: string } | undefined> {
    try {
      const response = await this.recorder.fetch(url, {
        headers: {
          'Content-Type': 'text/plain',
          'Accept-Language': acceptLanguage(language),
          Prefer: `timezone="${Intl.DateTimeFormat().resolvedOptions().timeZone}"`,
          Authorization: `Bearer ${token}`,
        },
      });
      return { status: response.status, ...(response.ok && { markdown: await response.text() }) };
    } catch {
      return undefined;
    }
  }
}

function nameOf({ id, url, language }: EmbedKey): string {
  return `${language} ${id} ${url}`;
}

function isGood({ embed, leftAt }: Kept): boolean {
  return leftAt === undefined || (embed.state === 'shown' && Date.now() - leftAt < keptMs);
}
