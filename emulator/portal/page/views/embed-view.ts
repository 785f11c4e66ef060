import { html, nothing, type TemplateResult } from 'lit-html';
import type { ContentValue } from '../dialog-types.js';
import type { EmbedKey } from '../embeds.js';
import { preferred } from '../language.js';
import type { Portal } from '../portal-state.js';

const markdownEmbed = 'application/vnd.dialogporten.frontchannelembed-url;type=text/markdown';

/** The embed that a reference is for. None: there is none, or one that is left out. */
export function embedOf(
  { language }: Portal,
  id: string,
  reference: ContentValue | null | undefined,
): EmbedKey | undefined {
  const url = preferred(reference?.value, language);
  const isShown = url && reference?.mediaType === markdownEmbed && /^https?:/i.test(url) && URL.canParse(url);
  return isShown ? { id, url, language } : undefined;
}

/** Content of the service provider: an embed, fetched from it. */
export function embedView(portal: Portal, key: EmbedKey, token: string): TemplateResult | typeof nothing {
  const { embeds, texts } = portal;
  const embed = embeds.at(key, token);
  if (embed.state === 'shown') return embed.content ? html`<div class="embed">${embed.content}</div>` : nothing;
  if (embed.state === 'loading') return html`<div class="embed muted" aria-busy="true">${texts.loading}</div>`;
  if (embed.state === 'forbidden') {
    return html`<div class="ds-alert embed" data-color="info">
      <h3 class="ds-heading" data-size="2xs">${texts.embedForbidden}</h3>
      <p class="ds-paragraph">${texts.embedForbiddenText}</p>
    </div>`;
  }
  return html`<div class="ds-alert embed" data-color="danger">
    <h3 class="ds-heading" data-size="2xs">${texts.embedFailed}</h3>
    <p class="ds-paragraph">${texts.embedFailedText}</p>
    <button
      type="button"
      class="ds-button"
      data-variant="secondary"
      data-color="neutral"
      @click=${() => embeds.tryAgain(token, key)}
    >
      ${texts.embedAgain}
    </button>
  </div>`;
}
