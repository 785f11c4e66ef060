import type { GuiAction } from '../dialogs/dialog-definition.js';
import type { Dialog } from '../dialogs/dialog.js';
import { isDeleted, type Licence } from './licence.js';
import { actionTexts } from './texts.js';

/** The task in which an application is signed, as Altinn Authorization knows it. */
export const signingTask = 'urn:altinn:task:signing';

/** The gui actions that the state of a dialog allows, and the link to its page. */
export function guiActionsOf({ id, state: licence }: Pick<Dialog<Licence>, 'id' | 'state'>): readonly GuiAction[] {
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
