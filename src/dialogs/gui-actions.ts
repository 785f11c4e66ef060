import type { Texts } from '../http/languages.js';
import type { Dialog } from './dialog.js';
import { isDeleted } from './licence.js';
import { actionTexts } from './texts.js';

/** A button or link that the portal shows on a dialog. */
export interface GuiAction {
  /** Names the button within its dialog. */
  readonly name: string;
  /** The action that the user must be granted. */
  readonly action: string;
  /** The part of the dialog that the action is granted on, when that is not the dialog as a whole. */
  readonly authorizationAttribute?: string;
  readonly priority: 'Primary' | 'Secondary' | 'Tertiary';
  readonly httpMethod: 'GET' | 'POST' | 'DELETE';
  /** Relative to our public URL. */
  readonly path: string;
  readonly title: Texts;
  readonly prompt?: Texts;
  readonly isDeleteDialogAction?: true;
}

/** The task in which an application is signed, as Altinn Authorization knows it. */
export const signingTask = 'urn:altinn:task:signing';

/** The gui actions that the state of a dialog allows, and the link to its page. */
export function guiActionsOf({ id, licence }: Pick<Dialog, 'id' | 'licence'>): readonly GuiAction[] {
  if (isDeleted(licence)) return [];
  const dialog = `/dialogs/${id}`;
  const write = { priority: 'Primary', httpMethod: 'POST' } as const;
  const open: GuiAction = {
    name: 'open',
    action: 'read',
    priority: 'Secondary',
    httpMethod: 'GET',
    path: dialog,
    ...actionTexts.open,
  };
  const remove: GuiAction = {
    name: 'delete',
    action: 'delete',
    priority: 'Tertiary',
    httpMethod: 'DELETE',
    path: dialog,
    isDeleteDialogAction: true,
    ...(licence.state === 'decided' ? actionTexts.delete : actionTexts.withdraw),
  };
  switch (licence.state) {
    case 'awaiting-confirmation':
      return [
        { ...write, name: 'confirm', action: 'confirm', path: `${dialog}/actions/confirm`, ...actionTexts.confirm },
        open,
        remove,
      ];
    case 'draft':
      return [
        { ...write, name: 'submit', action: 'write', path: `${dialog}/actions/submit`, ...actionTexts.submit },
        open,
        remove,
      ];
    case 'awaiting-signature':
      return [
        {
          ...write,
          name: 'sign',
          action: 'sign',
          authorizationAttribute: signingTask,
          path: `${dialog}/actions/sign`,
          ...actionTexts.sign,
        },
        open,
        remove,
      ];
    default:
      return [open, remove];
  }
}
