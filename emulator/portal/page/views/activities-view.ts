import { html, nothing, type TemplateResult } from 'lit-html';
import { dateTimeText } from '../dates.js';
import type { Activity, Dialog, Transmission } from '../dialog-types.js';
import { preferred } from '../language.js';
import type { Portal } from '../portal-state.js';
import { filled, textOf } from '../texts.js';
import { actorName } from './actor-name.js';
import { presenceOf } from './transmissions-view.js';

/** Activities and transmissions, the latest first, and the log of viewers. */
export function activitiesView(portal: Portal, dialog: Dialog): TemplateResult {
  const { texts, language } = portal;
  const entries = [
    ...dialog.activities.map((activity) => ({ activity, text: activityText(portal, dialog, activity) })),
    ...dialog.transmissions.map((activity) => ({ activity, text: transmissionText(portal, activity) })),
  ].toSorted((a, b) => b.activity.createdAt.localeCompare(a.activity.createdAt));
  return html`
    <details class="ds-details history" data-color="neutral">
      <summary>${texts.history}</summary>
      <div class="history-body">
        <ol>
          ${entries.map(
            ({ activity: { createdAt }, text }) => html`
              <li>
                ${text}
                <time class="muted" datetime=${createdAt}>${dateTimeText(createdAt, language)}</time>
              </li>
            `,
          )}
        </ol>
        ${seenView(portal, dialog)}
      </div>
    </details>
  `;
}

/** Here the portal names the service owner, also where the dialog has a sender of another name. */
function activityText(portal: Portal, dialog: Dialog, activity: Activity): string {
  const { texts, language } = portal;
  const transmission = dialog.transmissions.find(({ id }) => id === activity.transmissionId);
  return filled(textOf(texts.activity, activity.type), {
    actor: actorName(activity.performedBy, portal.ownerOf(dialog)),
    description: preferred(activity.description, language),
    transmission: preferred(transmission?.content.title.value, language),
  });
}

function transmissionText(portal: Portal, transmission: Transmission): string {
  const { texts, language } = portal;
  const presence = presenceOf(portal, transmission);
  if (presence === 'left-out') return texts.apiOnly;
  if (presence === 'disabled') return texts.unauthorizedTransmission;
  return preferred(transmission.content.title.value, language) ?? '';
}

function seenView(portal: Portal, dialog: Dialog): TemplateResult | typeof nothing {
  const { texts } = portal;
  const seen = dialog.seenSinceLastContentUpdate.map(({ seenBy, isCurrentEndUser }) =>
    isCurrentEndUser ? texts.you : actorName(seenBy, portal.senderOf(dialog)),
  );
  return seen.length > 0 ? html`<p class="muted">${texts.seenBy} ${[...new Set(seen)].join(', ')}</p>` : nothing;
}
