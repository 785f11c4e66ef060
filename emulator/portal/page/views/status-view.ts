import { html, nothing, type TemplateResult } from 'lit-html';
import { dateTimeText } from '../dates.js';
import type { DialogSummary } from '../dialog-types.js';
import type { Language } from '../language.js';
import { attachmentsText, filled, type Texts, textOf } from '../texts.js';

const variants: Readonly<Record<string, string>> = { REQUIRES_ATTENTION: 'strong', DRAFT: 'dotted' };

/** The status, and beside it the provider's own words for it. */
export function statusView(status: string, extended: string | undefined, texts: Texts): TemplateResult {
  return html`
    ${
      status === 'NOT_APPLICABLE'
        ? nothing
        : html`<span class="badge" data-variant=${variants[status] ?? 'outline'}>${textOf(texts.status, status)}</span>`
    }
    ${extended ? html`<span class="badge" data-variant="outline">${extended}</span>` : nothing}
  `;
}

/** How much there is of a dialog: attachments, and transmissions from the party and to it. */
export function countsView(
  { fromPartyTransmissionsCount, fromServiceOwnerTransmissionsCount }: DialogSummary,
  attachments: number,
  texts: Texts,
): TemplateResult {
  return html`
    ${countView('attachment', attachments, attachmentsText(texts, attachments))}
    ${countView('sent-items', fromPartyTransmissionsCount, filled(texts.sentCount, { count: String(fromPartyTransmissionsCount) }))}
    ${countView('received-items', fromServiceOwnerTransmissionsCount, filled(texts.receivedCount, { count: String(fromServiceOwnerTransmissionsCount) }))}
  `;
}

/** An icon and a number, in words for users who do not see the icon. */
function countView(icon: string, count: number | null, inWords: string): TemplateResult | typeof nothing {
  if (!count) return nothing;
  return html`<span class="count">
    <span class="icon icon-${icon}" aria-hidden="true"></span><span aria-hidden="true">${count}</span>
    <span class="ds-sr-only">${inWords}</span>
  </span>`;
}

const soonMs = 14 * 24 * 3_600_000;

/** The due date, which is pressing from two weeks before as long as there is something to do. */
export function dueView(
  { dueAt, status }: Pick<DialogSummary, 'dueAt' | 'status'>,
  language: Language,
  texts: Texts,
): TemplateResult | typeof nothing {
  if (!dueAt) return nothing;
  const left = Date.parse(dueAt) - Date.now();
  const isSettled = status === 'COMPLETED' || status === 'AWAITING';
  const text = filled(left < 0 ? texts.dueExpired : texts.due, { date: dateTimeText(dueAt, language) });
  return html`<time
    class="badge"
    datetime=${dueAt}
    data-variant=${isSettled ? 'outline' : nothing}
    data-color=${isSettled ? nothing : left < soonMs ? 'danger' : 'warning'}
    >${text}</time
  >`;
}
