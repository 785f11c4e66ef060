import { html, nothing, type TemplateResult } from 'lit-html';
import { dateTimeText } from '../dates.js';
import type { DialogSummary } from '../dialog-types.js';
import { labelOf } from '../folders.js';
import { preferred } from '../language.js';
import type { Portal } from '../portal-state.js';
import { countsView, dueView, statusView } from './status-view.js';

/** A folder with its dialogs; like the real one by month, or by year where they are not all of this one. */
export function inboxView(portal: Portal): TemplateResult {
  const { texts, dialogs, folder } = portal;
  return html`
    <div class="list-header">
      <h1 class="ds-heading" data-size="md">${texts[folder]}</h1>
      ${partySwitch(portal)}
    </div>
    ${
      dialogs === undefined
        ? html`<p class="ds-paragraph muted">${texts.loading}</p>`
        : dialogs.length === 0
          ? html`<p class="ds-paragraph">${texts.empty[folder]}</p>`
          : byTime(portal, dialogs)
    }
  `;
}

function partySwitch(portal: Portal): TemplateResult {
  const { texts, parties, party } = portal;
  return html`
    <label class="party">
      <span>${texts.party}</span>
      <select
        class="ds-input"
        data-size="sm"
        @change=${(event: Event) => void portal.chooseParty((event.target as HTMLSelectElement).value || undefined)}
      >
        <option value="" ?selected=${party === undefined}>${texts.everybody}</option>
        ${parties.map((one) => html`<option value=${one.party} ?selected=${one.party === party}>${one.name}</option>`)}
      </select>
    </label>
  `;
}

function byTime(portal: Portal, dialogs: readonly DialogSummary[]): TemplateResult[] {
  const year = new Date().getFullYear();
  const isThisYear = dialogs.every(({ contentUpdatedAt }) => new Date(contentUpdatedAt).getFullYear() === year);
  const time = new Intl.DateTimeFormat(
    portal.language === 'en' ? 'en-GB' : 'nb',
    isThisYear ? { month: 'long' } : { year: 'numeric' },
  );
  const groups = new Map<string, DialogSummary[]>();
  for (const dialog of dialogs) {
    const name = time.format(new Date(dialog.contentUpdatedAt));
    groups.set(name, [...(groups.get(name) ?? []), dialog]);
  }
  return [...groups].map(
    ([name, group]) => html`
      <h2 class="group ds-heading" data-size="2xs">${name}</h2>
      <ul class="dialog-list">
        ${group.map((dialog) => html`<li>${itemView(portal, dialog)}</li>`)}
      </ul>
    `,
  );
}

function itemView(portal: Portal, dialog: DialogSummary): TemplateResult {
  const { texts, language } = portal;
  const { title, summary, extendedStatus } = dialog.content;
  const label = labelOf(dialog);
  const isUnread = !dialog.isContentSeen || dialog.endUserContext.systemLabels.includes('MARKED_AS_UNOPENED');
  return html`
    <article class="item" ?data-unread=${isUnread}>
      <h3 class="ds-heading" data-size="2xs">
        <a href=${portal.dialogPath(dialog.id)}>${preferred(title.value, language)}</a>
        ${
          isUnread
            ? html`<span class="badge" data-color="accent">${texts.unread}</span>`
            : dialog.hasUnopenedContent
              ? html`<span class="badge">${texts.unreadContent}</span>`
              : nothing
        }
      </h3>
      <p class="parties"><strong>${portal.senderOf(dialog)}</strong> ${texts.to} ${portal.recipientOf(dialog)}</p>
      <p class="summary">${preferred(summary?.value, language)}</p>
      <p class="meta">
        ${statusView(dialog.status, preferred(extendedStatus?.value, language), texts)}
        <time datetime=${dialog.contentUpdatedAt}>${dateTimeText(dialog.contentUpdatedAt, language)}</time>
        ${countsView(dialog, dialog.guiAttachmentCount ?? 0, texts)} ${dueView(dialog, language, texts)}
        ${label ? html`<span class="badge">${texts[label]}</span>` : nothing}
      </p>
    </article>
  `;
}
