import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { dateTimeText } from '../dates.js';
import type { Dialog, Transmission } from '../dialog-types.js';
import { preferred } from '../language.js';
import type { OpenDialog } from '../open-dialog.js';
import type { Portal } from '../portal-state.js';
import { textOf } from '../texts.js';
import { attachmentsView } from './attachments-view.js';
import { embedView } from './embed-view.js';

/** What was sent to and fro, the latest first. What one says is fetched when it is opened. */
export function transmissionsView(portal: Portal, opened: OpenDialog, dialog: Dialog): TemplateResult | typeof nothing {
  const shown = dialog.transmissions
    .filter((transmission) => !isForMachinesOnly(portal, transmission))
    .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
  if (shown.length === 0) return nothing;
  return html`
    <section class="transmissions">
      <h3 class="ds-heading" data-size="xs">${portal.texts.messages}</h3>
      ${repeat(
        shown,
        ({ id }) => id,
        (transmission) => transmissionView(portal, opened, dialog, transmission),
      )}
    </section>
  `;
}

function transmissionView(
  portal: Portal,
  opened: OpenDialog,
  dialog: Dialog,
  transmission: Transmission,
): TemplateResult {
  const { texts, language } = portal;
  const { id, type, sender, createdAt, content, isAuthorized } = transmission;
  const name = sender.actorName ?? (sender.actorType === 'SERVICE_OWNER' ? portal.senderOf(dialog) : '');
  const heading = html`
    <span class="badge" data-color=${type === 'SUBMISSION' || type === 'CORRECTION' ? 'accent' : 'info'}>
      ${textOf(texts.transmissionType, type)}
    </span>
    <strong>${preferred(content.title.value, language)}</strong>
    <span class="muted">${[name, dateTimeText(createdAt, language)].filter(Boolean).join(', ')}</span>
  `;
  // One that the user has no access to is there, and cannot be opened.
  if (!isAuthorized) return html`<div class="transmission" aria-disabled="true">${heading}</div>`;
  return html`
    <details class="transmission" @toggle=${() => opened.openTransmission(id)}>
      <summary>${heading}</summary>
      <div class="transmission-body">
        ${opened.openTransmissions.has(id) ? bodyView(portal, dialog, transmission) : nothing}
      </div>
    </details>
  `;
}

function bodyView(portal: Portal, { dialogToken }: Dialog, { content, attachments }: Transmission): TemplateResult {
  const { texts, language } = portal;
  const summary = preferred(content.summary?.value, language);
  const embed = preferred(content.contentReference?.value, language);
  if (!summary && !embed && !hasGuiUrl(attachments)) {
    return html`<p class="ds-paragraph"><em>${texts.emptyTransmission}</em></p>`;
  }
  return html`
    ${summary ? html`<p class="ds-paragraph">${summary}</p>` : nothing}
    ${embed ? embedView(portal, embed, dialogToken) : nothing} ${attachmentsView(portal, attachments)}
  `;
}

/** It has attachments, none of them for people, and nothing else to show: the portal leaves it out. */
function isForMachinesOnly({ language }: Portal, { attachments, content }: Transmission): boolean {
  return (
    attachments.length > 0 &&
    !hasGuiUrl(attachments) &&
    !preferred(content.summary?.value, language) &&
    !preferred(content.contentReference?.value, language)
  );
}

function hasGuiUrl(attachments: Transmission['attachments']): boolean {
  return attachments.some(({ urls }) => urls.some(({ consumerType }) => consumerType === 'GUI'));
}
