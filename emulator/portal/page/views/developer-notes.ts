import type { Dialog } from '../dialog-types.js';
import { preferred } from '../language.js';
import type { OpenDialog } from '../open-dialog.js';
import type { Portal } from '../portal-state.js';
import { visibleActions } from './actions-view.js';
import { embedOf } from './embed-view.js';

/** Notes for developers on how the real portal behaves, as far as they matter for the contents of the page. */
export function notesOn(portal: Portal, opened: OpenDialog, dialog: Dialog): readonly string[] {
  return [
    ...pressNotes(opened),
    ...streamNotes(opened),
    ...actionNotes(portal, dialog),
    ...embedNotes(portal, dialog),
    ...contentNotes(portal, dialog),
  ];
}

function pressNotes({ lastPress }: OpenDialog): readonly string[] {
  switch (lastPress?.outcome.type) {
    case undefined:
      return [];
    case 'accepted':
      return [
        `“${lastPress!.action}” was accepted. The button turns until Dialogporten tells of an update of the dialog, however late.`,
        'The update is announced to screen readers here; the real portal announces nothing.',
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
    ...(visible.length > 2
      ? [
          'More than two actions become one button with a menu. In the menu of the real portal an action that is not authorised can be pressed, and none turns.',
        ]
      : []),
  ];
}

function embedNotes(portal: Portal, { id, content, dialogToken, transmissions }: Dialog): readonly string[] {
  const { mainContentReference } = content;
  const key = embedOf(portal, id, mainContentReference);
  const embed = key && portal.embeds.at(key, dialogToken);
  return [
    ...(mainContentReference && !key
      ? ['An embed that is no markdown, or at no http(s) address, is left out; the real portal shows one in HTML.']
      : []),
    ...(embed?.state === 'shown'
      ? [
          'The embed is fetched again when its URL or the language changes, and at no other time. Prefer: timezone is sent here, and in the real portal behind a switch that is off by default.',
          ...(embed.content ? [] : ['An embed without content, or whose markdown cannot be rendered, shows nothing.']),
        ]
      : []),
    ...(embed?.state === 'forbidden'
      ? ['An embed that answers 403 becomes this box; it is tried again when the page is shown again.']
      : []),
    ...(embed?.state === 'failed'
      ? [
          'An embed that fails (but for 403 and 404) is tried twice more, a second apart, and again when the page is shown again.',
        ]
      : []),
    ...(transmissions.length > 0
      ? ['What a transmission says is fetched when it is opened; only attachments for Gui are shown.']
      : []),
  ];
}

function streamNotes({ streamBreaks }: OpenDialog): readonly string[] {
  return streamBreaks === 0
    ? []
    : [
        'The stream of events broke, and is connected again after a random part of 1, 2, 4 … 30 seconds. What happened meanwhile is not seen until then. The real portal does so after an answer that is an error; where the network breaks, it waits until the page is shown again or the browser is back on the net.',
      ];
}

function contentNotes({ parties, language }: Portal, { content, party, dueAt, status }: Dialog): readonly string[] {
  const languages = new Set(content.title.value.map(({ languageCode }) => languageCode));
  return [
    ...(languages.has(language)
      ? []
      : ['A text that is not in the language of the user is shown in bokmål, else in the first language that it has.']),
    ...(parties.some((one) => one.party === party)
      ? []
      : ['The party is none of those of the user: the real portal says the name of the user instead.']),
    ...(dueAt && status === 'COMPLETED'
      ? ['The due date is shown on completed dialogs, too, until it is taken away.']
      : []),
    ...(content.additionalInfo?.mediaType === 'text/html'
      ? ['Additional information in HTML stands here as it is written; the real portal renders it.']
      : []),
  ];
}
