import { html, nothing, type TemplateResult } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { keyed } from 'lit-html/directives/keyed.js';
import { dateTimeText } from '../dates.js';
import type { Dialog } from '../dialog-types.js';
import { labelOf } from '../folders.js';
import { preferred } from '../language.js';
import { renderMarkdown } from '../markdown.js';
import type { OpenDialog } from '../open-dialog.js';
import type { Portal } from '../portal-state.js';
import { actionsView } from './actions-view.js';
import { activitiesView } from './activities-view.js';
import { attachmentsView, guiAttachmentCount } from './attachments-view.js';
import { developerView } from './developer-view.js';
import { embedOf, embedView } from './embed-view.js';
import { countsView, dueView, statusView } from './status-view.js';
import { transmissionsView } from './transmissions-view.js';

/** One dialog, and beside it what its developers want to know. */
export function dialogView(portal: Portal, opened: OpenDialog): TemplateResult {
  const { texts, folderPath } = portal;
  const back = html`<a class="ds-link back" href=${folderPath}>← ${texts.back}</a>`;
  if (opened.refusal) return html`${back} ${refusalView(portal, opened)}`;
  const { dialog } = opened;
  if (!dialog)
    return html`${back}
      <p class="ds-paragraph muted">${texts.loading}</p>`;
  return html`
    <div class="dialog-page">
      <div class="dialog-column">
        <div class="toolbar">${back} ${moves(portal, dialog)}</div>
        <h1 class="ds-sr-only">${texts[portal.folder]}</h1>
        ${keyed(dialog.id, card(portal, opened, dialog))}
      </div>
      ${developerView(portal, opened, dialog)}
    </div>
  `;
}

/** A level that is too low is told; any other refusal looks as if there were no such dialog. */
function refusalView(portal: Portal, { refusal, id }: OpenDialog): TemplateResult {
  const { texts, persona } = portal;
  if (refusal === 'level-too-low') {
    return html`<div class="ds-alert" data-color="danger">
      <h1 class="ds-heading" data-size="xs">${texts.levelTooLow}</h1>
      ${
        persona?.higher
          ? html`<p><a class="ds-link" href=${portal.dialogPath(id, persona.higher)}>${texts.levelTooLowLink}</a></p>`
          : nothing
      }
    </div>`;
  }
  return html`
    <h1 class="ds-heading" data-size="md">${texts.notFound}</h1>
    <p class="ds-paragraph">${texts.notFoundText}</p>
  `;
}

function card(portal: Portal, opened: OpenDialog, dialog: Dialog): TemplateResult {
  const { texts, language } = portal;
  const { content, dialogToken } = dialog;
  const embed = embedOf(portal, dialog.id, content.mainContentReference);
  const summary = preferred(content.summary?.value, language);
  const label = labelOf(dialog);
  return html`
    <article class="dialog">
      <h2 class="ds-heading" data-size="md">
        ${preferred(content.title.value, language)}
        ${label ? html`<span class="badge">${texts[label]}</span>` : nothing}
      </h2>
      <p class="meta">
        ${statusView(dialog.status, preferred(content.extendedStatus?.value, language), texts)}
        <time datetime=${dialog.contentUpdatedAt}>${dateTimeText(dialog.contentUpdatedAt, language)}</time>
        ${countsView(dialog, guiAttachmentCount(dialog.attachments), texts)} ${dueView(dialog, language, texts)}
      </p>
      <div class="sender">
        <span class="avatar" data-shape="company" aria-hidden="true"
          >${portal.senderOf(dialog).charAt(0).toUpperCase()}</span
        >
        <p><strong>${portal.senderOf(dialog)}</strong> ${texts.to} ${portal.recipientOf(dialog)}</p>
      </div>
      ${summary ? html`<p class="ds-paragraph">${summary}</p>` : nothing}
      ${embed === undefined ? nothing : embedView(portal, embed, dialogToken)}
      ${attachmentsView(portal, dialog.attachments)} ${actionsView(portal, opened, dialog)}
    </article>
    ${transmissionsView(portal, opened, dialog)} ${additionalInfoView(portal, dialog)} ${activitiesView(portal, dialog)}
  `;
}

/** Additional information of the provider, as markdown or as plain text. */
function additionalInfoView({ texts, language }: Portal, { content }: Dialog): TemplateResult | typeof nothing {
  const text = preferred(content.additionalInfo?.value, language);
  if (!text) return nothing;
  const isMarkdown = content.additionalInfo?.mediaType === 'text/markdown';
  return html`
    <section class="additional-info">
      <h3 class="ds-heading" data-size="xs">${texts.moreInformation}</h3>
      <div class="embed">${guard([text], () => (isMarkdown ? renderMarkdown(text) : text))}</div>
    </section>
  `;
}

/** To and from the archive and the bin. */
function moves(portal: Portal, dialog: Dialog): TemplateResult {
  const { texts } = portal;
  const where = labelOf(dialog);
  const button = (text: string, label: 'DEFAULT' | 'ARCHIVE' | 'BIN') => html`
    <button
      type="button"
      class="ds-button"
      data-variant="tertiary"
      data-size="sm"
      @click=${() => void portal.move(dialog, label)}
    >
      ${text}
    </button>
  `;
  return html`<div class="moves">
    ${where ? button(texts.toInbox, 'DEFAULT') : nothing}
    ${where === 'archive' ? nothing : button(texts.toArchive, 'ARCHIVE')}
    ${where === 'bin' ? nothing : button(texts.toBin, 'BIN')}
  </div>`;
}
