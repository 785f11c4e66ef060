import { html, type TemplateResult } from 'lit-html';
import type { Portal } from '../portal-state.js';

/** What the service provider shows by itself: an embed, fetched from it. */
export function embedView(portal: Portal, url: string, token: string): TemplateResult {
  const { embeds, language, texts } = portal;
  const embed = embeds.at(url, language, token);
  if (embed.state === 'shown') return html`<div class="embed">${embed.content}</div>`;
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
      @click=${() => {
        void embeds.fetchAgain(url, language, token);
        portal.changed();
      }}
    >
      ${texts.embedAgain}
    </button>
  </div>`;
}
