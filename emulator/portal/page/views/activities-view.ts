import { html, nothing, type TemplateResult } from 'lit-html';
import { dateTimeText } from '../dates.js';
import type { Activity, Actor, Dialog } from '../dialog-types.js';
import { preferred } from '../language.js';
import type { Portal } from '../portal-state.js';
import { filled, textOf } from '../texts.js';

/** What has happened, the latest first, and who has seen it. */
export function activitiesView(portal: Portal, dialog: Dialog): TemplateResult | typeof nothing {
  const { texts, language } = portal;
  const activities = dialog.activities.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
  const seen = dialog.seenSinceLastContentUpdate.map(({ seenBy, isCurrentEndUser }) =>
    isCurrentEndUser ? texts.you : nameInOrder(seenBy),
  );
  return html`
    <details class="ds-details history" data-color="neutral">
      <summary>${texts.history}</summary>
      <div class="history-body">
        <ol>
          ${activities.map(
            (activity) => html`
              <li>
                ${textFor(portal, dialog, activity)}
                <time class="muted" datetime=${activity.createdAt}>${dateTimeText(activity.createdAt, language)}</time>
              </li>
            `,
          )}
        </ol>
        ${seen.length > 0 ? html`<p class="muted">${texts.seenBy} ${[...new Set(seen)].join(', ')}</p>` : nothing}
      </div>
    </details>
  `;
}

function textFor(portal: Portal, dialog: Dialog, activity: Activity): string {
  const { texts, language } = portal;
  const { actorName, actorType } = activity.performedBy;
  const transmission = dialog.transmissions.find(({ id }) => id === activity.transmissionId);
  return filled(textOf(texts.activity, activity.type), {
    actor: actorType === 'SERVICE_OWNER' ? (actorName ?? portal.senderOf(dialog)) : nameInOrder(activity.performedBy),
    description: preferred(activity.description, language),
    transmission: preferred(transmission?.content.title.value, language),
  });
}

/** Dialogporten names people last name first; the portal turns that round. */
function nameInOrder({ actorId, actorName }: Actor): string {
  const [last, ...first] = (actorName ?? '').split(' ');
  return actorId?.startsWith('urn:altinn:person:') ? [...first, last].join(' ') : (actorName ?? '');
}
