import { html, nothing, type TemplateResult } from 'lit-html';
import { dateTimeText } from '../dates.js';
import type { DialogSummary } from '../dialog-types.js';
import type { Language } from '../language.js';
import { type Texts, textOf } from '../texts.js';

const colors: Readonly<Record<string, string>> = {
  REQUIRES_ATTENTION: 'danger',
  IN_PROGRESS: 'info',
  AWAITING: 'info',
  DRAFT: 'neutral',
  COMPLETED: 'success',
};

/** The status as a label; the provider's own words for it stand in its place. */
export function statusView(
  status: string,
  extended: string | undefined,
  texts: Texts,
): TemplateResult | typeof nothing {
  if (status === 'NOT_APPLICABLE' && !extended) return nothing;
  return html`<span class="badge" data-color=${colors[status] ?? 'neutral'}>
    ${extended ?? textOf(texts.status, status)}
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
  const color = isSettled ? 'neutral' : left < soonMs ? 'danger' : 'warning';
  return html`<span class="badge" data-color=${color}>
    ${left < 0 ? texts.dueExpired : texts.due} <time datetime=${dueAt}>${dateTimeText(dueAt, language)}</time>
  </span>`;
}
