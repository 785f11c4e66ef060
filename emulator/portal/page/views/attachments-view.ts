import { html, nothing, type TemplateResult } from 'lit-html';
import { distanceText } from '../dates.js';
import type { Attachment } from '../dialog-types.js';
import { preferred } from '../language.js';
import type { Portal } from '../portal-state.js';
import { attachmentsText, filled } from '../texts.js';

const unauthorized = 'urn:dialogporten:unauthorized';

/** How many links to attachments people are shown. */
export function guiAttachmentCount(attachments: readonly Attachment[]): number {
  return attachments.flatMap(({ urls }) => urls.filter(({ consumerType }) => consumerType === 'GUI')).length;
}

/** The attachments for people; those for machines are not shown. */
export function attachmentsView(
  { texts, language }: Portal,
  attachments: readonly Attachment[],
): TemplateResult | typeof nothing {
  const links = attachments.flatMap(({ displayName, expiresAt, urls }) =>
    urls
      .filter(({ consumerType }) => consumerType === 'GUI')
      .map(({ url, mediaType }) => {
        const name = preferred(displayName, language) || url;
        const isExpired = expiresAt !== null && Date.parse(expiresAt) <= Date.now();
        const kind = mediaType === 'text/html' ? texts.link : (mediaType ?? '').replace(/^.*\//, '').toUpperCase();
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
          <span class="muted">${kind}</span>
          ${expiresAt === null ? nothing : html`<span class="badge" data-variant=${isExpired ? nothing : 'outline'}>${isExpired ? texts.expired : filled(texts.expiresIn, { time: distanceText(expiresAt, language) })}</span>`}
        </li>`;
      }),
  );
  if (links.length === 0) return nothing;
  return html`
    <section class="attachments">
      <h3 class="ds-heading" data-size="2xs">${attachmentsText(texts, links.length)}</h3>
      <ul>
        ${links}
      </ul>
    </section>
  `;
}
