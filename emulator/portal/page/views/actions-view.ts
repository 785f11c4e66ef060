import { html, nothing, type TemplateResult } from 'lit-html';
import type { Dialog, GuiAction } from '../dialog-types.js';
import { preferred } from '../language.js';
import type { OpenDialog } from '../open-dialog.js';
import type { Portal } from '../portal-state.js';

const mostButtons = 2;

/** Those that the portal shows: one that deletes the dialog is offered in the bin only. */
export function visibleActions({ guiActions, endUserContext }: Dialog): readonly GuiAction[] {
  const isInBin = endUserContext.systemLabels.includes('BIN');
  const order = ['PRIMARY', 'SECONDARY', 'TERTIARY'];
  return guiActions
    .filter(({ isDeleteDialogAction }) => !isDeleteDialogAction || isInBin)
    .toSorted((a, b) => order.indexOf(a.priority) - order.indexOf(b.priority));
}

/** The buttons; more than two become one with a menu. */
export function actionsView(portal: Portal, opened: OpenDialog, dialog: Dialog): TemplateResult | typeof nothing {
  const actions = visibleActions(dialog);
  const [first, ...others] = actions;
  if (!first) return nothing;
  if (actions.length <= mostButtons) {
    return html`<div class="actions">${actions.map((action) => actionView(portal, opened, action))}</div>`;
  }
  return html`
    <div class="actions combined">
      ${buttonView(portal, opened, first)}
      <details class="menu">
        <summary class="ds-button" aria-label=${portal.texts.moreActions}>▾</summary>
        <ul>
          ${others.map((action) => html`<li>${buttonView(portal, opened, action, 'tertiary')}</li>`)}
        </ul>
      </details>
    </div>
  `;
}

function actionView(portal: Portal, opened: OpenDialog, action: GuiAction): TemplateResult {
  const isLink = action.httpMethod === 'GET' && !action.prompt?.length && action.isAuthorized;
  return isLink
    ? html`<a class="ds-button" data-variant=${variantOf(action)} href=${action.url}>${titleOf(portal, action)}</a>`
    : buttonView(portal, opened, action);
}

function buttonView(
  portal: Portal,
  opened: OpenDialog,
  action: GuiAction,
  variant = variantOf(action),
): TemplateResult {
  // One that turns keeps the focus of the keyboard, which one that is disabled would lose.
  const isBusy = opened.isBusy(action);
  return html`
    <button
      type="button"
      class="ds-button"
      data-variant=${variant}
      aria-busy=${isBusy ? 'true' : nothing}
      aria-disabled=${isBusy ? 'true' : nothing}
      ?disabled=${!action.isAuthorized}
      @click=${() => {
        if (!isBusy) void opened.press(action);
      }}
    >
      ${isBusy ? html`<span class="spinner" aria-hidden="true"></span>` : nothing} ${titleOf(portal, action)}
    </button>
  `;
}

/** The portal draws the primary action as a button that is filled, and others as ones with a frame. */
function variantOf({ priority }: GuiAction): string {
  return priority === 'PRIMARY' ? 'primary' : 'secondary';
}

function titleOf({ language }: Portal, { title, action }: GuiAction): string {
  return preferred(title, language) ?? action;
}
