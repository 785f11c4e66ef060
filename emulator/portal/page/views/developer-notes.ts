import type { Dialog } from '../dialog-types.js';
import { preferred } from '../language.js';
import type { OpenDialog } from '../open-dialog.js';
import type { Portal } from '../portal-state.js';
import { visibleActions } from './actions-view.js';

/** What a developer must know of how the real portal behaves, as far as it matters for what is on the page. */
export function notesOn(portal: Portal, opened: OpenDialog, dialog: Dialog): readonly string[] {
  return [...pressNotes(opened), ...actionNotes(portal, dialog), ...embedNotes(portal, dialog)];
}

function pressNotes({ lastPress }: OpenDialog): readonly string[] {
  switch (lastPress?.outcome.type) {
    case undefined:
      return [];
    case 'accepted':
      return [
        `“${lastPress!.action}” was accepted. The button turns until Dialogporten tells of an update of the dialog, however late.`,
      ];
    case 'failed':
      return [
        'The same general words are shown for every refusal. What the problem document says is logged, and not shown to the user.',
      ];
    case 'too-early':
      return [
        '422 with deletionAllowedAt is the one refusal that is explained: the date and gracePeriodDays are shown.',
      ];
    case 'silent':
      return ['No answer, or one that CORS hides: nothing at all is shown, and the button is as before.'];
    case 'declined':
      return [
        'When the user declines the prompt, the button goes on turning until the dialog is updated or opened again.',
      ];
  }
}

function actionNotes({ language }: Portal, dialog: Dialog): readonly string[] {
  const visible = visibleActions(dialog);
  const hidden = dialog.guiActions.filter((action) => !visible.includes(action));
  const refused = visible.filter(({ isAuthorized }) => !isAuthorized);
  return [
    ...hidden.map(
      ({ title, action }) =>
        `“${preferred(title, language) ?? action}” is hidden: an action that deletes the dialog is offered in the bin only.`,
    ),
    ...(refused.length > 0 ? ['An action that is not authorised is shown disabled, with no word about why.'] : []),
    ...(visible.length > 2 ? ['More than two actions become one button with a menu.'] : []),
  ];
}

function embedNotes({ embeds, language }: Portal, { content, dialogToken, transmissions }: Dialog): readonly string[] {
  const url = preferred(content.mainContentReference?.value, language);
  const state = url === undefined ? undefined : embeds.at(url, language, dialogToken).state;
  return [
    ...(state === 'shown'
      ? ['The embed is fetched again when its URL or the language changes, and at no other time.']
      : []),
    ...(state === 'forbidden' ? ['An embed that answers 403 becomes this box; it is not tried again.'] : []),
    ...(state === 'failed' ? ['An embed that fails (but for 403 and 404) is tried twice more, a second apart.'] : []),
    ...(transmissions.length > 0
      ? ['What a transmission says is fetched when it is opened; only attachments for Gui are shown.']
      : []),
  ];
}
