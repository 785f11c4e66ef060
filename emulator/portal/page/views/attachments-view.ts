import { html, nothing, type TemplateResult } from 'lit-html';
import type { Attachment } from '../dialog-types.js';
import { preferred } from '../language.js';
import type { Portal } from '../portal-state.js';

const unauthorized = 'urn:dialogporten:unauthorized';

/** The attachments for people; those for machines are not shown. */
export function attachmentsView(
  { texts, language }: Portal,
  attachments: readonly Attachment[],
): TemplateResult | typeof nothing {
  const links = attachments.flatMap(({ displayName, expiresAt, urls }) =>
    urls
      .filter(({ consumerType }) => consumerType === 'GUI')
      .map(({ url, mediaType }) => {
        const name = preferred(displayName, language) ?? url;
        const isExpired = expiresAt !== null && Date.parse(expiresAt) <= Date.now();
        const kind = mediaType === null ? '' : mediaType.replace(/^.*\//, '').toUpperCase();
        return html`<li>
          ${
            isExpired || url === unauthorized
              ? html`<span class="attachment" aria-disabled="true">${name}</span>`
              : html`<a
                  class="ds-link attachment"
                  href=${url}
                  target=${mediaType === 'text/html' ? '_self' : '_blank'}
                  rel="noreferrer"
                  >${name}</a
                >`
          }
          <span class="muted">${isExpired ? texts.expired : kind}</span>
        </li>`;
      }),
  );
  if (links.length === 0) return nothing;
  return html`
    <section class="attachments">
      <h3 class="ds-heading" data-size="2xs">${texts.attachments} (${links.length})</h3>
      <ul>
        ${links}
      </ul>
    </section>
  `;
}
