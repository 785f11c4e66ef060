import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { dateTimeText } from '../dates.js';
import type { Dialog, Transmission } from '../dialog-types.js';
import { preferred } from '../language.js';
import type { OpenDialog } from '../open-dialog.js';
import type { Portal } from '../portal-state.js';
import { textOf } from '../texts.js';
import { isUnread, threadsOf } from '../transmission-threads.js';
import { actorName } from './actor-name.js';
import { attachmentsView, guiAttachmentCount } from './attachments-view.js';
import { embedOf, embedView } from './embed-view.js';

const mostThreads = 3;

/** Transmissions in both directions, the latest first. The content of one is fetched when it is opened. */
export function transmissionsView(portal: Portal, opened: OpenDialog, dialog: Dialog): TemplateResult | typeof nothing {
  const { texts } = portal;
  const threads = threadsOf(
    dialog.transmissions.filter((transmission) => presenceOf(portal, transmission) !== 'left-out'),
  );
  if (threads.length === 0) return nothing;
  return html`
    <section class="transmissions">
      <h3 class="ds-heading" data-size="xs">${texts.messages}</h3>
      ${repeat(
        opened.showsAllTransmissions ? threads : threads.slice(0, mostThreads),
        (thread) => thread.at(-1)!.id,
        (thread) => html`
          <div class="thread">
            ${repeat(
              thread,
              ({ id }) => id,
              (transmission) => transmissionView(portal, opened, dialog, transmission),
            )}
          </div>
        `,
      )}
      ${
        threads.length > mostThreads
          ? html`<button
              type="button"
              class="ds-button"
              data-variant="secondary"
              aria-expanded=${opened.showsAllTransmissions}
              @click=${() => opened.toggleAllTransmissions()}
            >
              ${opened.showsAllTransmissions ? texts.showLess : texts.showMore}
            </button>`
          : nothing
      }
    </section>
  `;
}

/** How the portal shows a transmission: with attachments for machines and nothing else, it leaves it out. */
export function presenceOf(
  portal: Portal,
  { id, isAuthorized, attachments, content }: Transmission,
): 'left-out' | 'disabled' | 'empty' | 'full' {
  const isForPeople =
    Boolean(preferred(content.summary?.value, portal.language)) ||
    embedOf(portal, id, content.contentReference) !== undefined ||
    guiAttachmentCount(attachments) > 0;
  if (attachments.length > 0 && !isForPeople) return 'left-out';
  if (!isAuthorized) return 'disabled';
  return isForPeople ? 'full' : 'empty';
}

function transmissionView(
  portal: Portal,
  opened: OpenDialog,
  dialog: Dialog,
  transmission: Transmission,
): TemplateResult {
  const { texts, language } = portal;
  const { id, type, sender, createdAt, content } = transmission;
  const presence = presenceOf(portal, transmission);
  const name = actorName(sender, portal.senderOf(dialog));
  const isMarked = isUnread(transmission, dialog.activities);
  const heading = html`
    <span class="transmission-heading">
      <strong ?data-unread=${isMarked}>
        ${preferred(content.title.value, language)}
        ${
          isMarked
            ? html`<span class="dot" aria-hidden="true"></span><span class="ds-sr-only">${texts.unread}</span>`
            : nothing
        }
      </strong>
      <span class="muted">${[name, dateTimeText(createdAt, language)].filter(Boolean).join(', ')}</span>
    </span>
    ${typeView(portal, type)}
  `;
  // One that the user has no access to is there, and cannot be opened.
  if (presence === 'disabled') {
    return html`<div class="transmission" aria-disabled="true"><div class="transmission-line">${heading}</div></div>`;
  }
  return html`
    <details class="transmission" @toggle=${() => opened.openTransmission(id)}>
      <summary class="transmission-line">${heading}</summary>
      <div class="transmission-body">
        ${
          presence === 'empty'
            ? html`<p class="ds-paragraph"><em>${texts.emptyTransmission}</em></p>`
            : opened.openTransmissions.has(id)
              ? bodyView(portal, dialog, transmission)
              : nothing
        }
      </div>
    </details>
  `;
}

const typeColors: Readonly<Record<string, string>> = { ACCEPTANCE: 'success', REJECTION: 'danger' };

/** The kind of transmission; of what the party sends, none. */
function typeView({ texts }: Portal, type: string): TemplateResult | typeof nothing {
  if (type === 'SUBMISSION' || type === 'CORRECTION') return nothing;
  return html`<span class="badge" data-color=${typeColors[type] ?? nothing}
    >${textOf(texts.transmissionType, type)}</span
  >`;
}

function bodyView(portal: Portal, { dialogToken }: Dialog, { id, content, attachments }: Transmission): TemplateResult {
  const summary = preferred(content.summary?.value, portal.language);
  const embed = embedOf(portal, id, content.contentReference);
  return html`
    ${summary ? html`<p class="ds-paragraph">${summary}</p>` : nothing}
    ${embed ? embedView(portal, embed, dialogToken) : nothing} ${attachmentsView(portal, attachments)}
  `;
}
