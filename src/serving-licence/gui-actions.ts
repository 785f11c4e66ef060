import type { GuiAction } from '../dialogs/dialog-definition.js';
import type { Dialog } from '../dialogs/dialog.js';
import { isDeleted, type Licence, type LicenceState } from './licence.js';
import { actionTexts } from './texts.js';

/** The task in which an application is signed, as Altinn Authorization knows it. */
export const signingTask = 'urn:altinn:task:signing';

interface Step extends Pick<GuiAction, 'action' | 'authorizationAttribute'> {
  readonly name: 'confirm' | 'submit' | 'sign';
}

/** The button that takes an application on, in the states where an end user can. */
const steps: Readonly<Record<LicenceState, Step | undefined>> = {
  'awaiting-confirmation': { name: 'confirm', action: 'confirm' },
  draft: { name: 'submit', action: 'write' },
  'awaiting-signature': { name: 'sign', action: 'sign', authorizationAttribute: signingTask },
  'awaiting-decision': undefined,
  decided: undefined,
  withdrawn: undefined,
};

/** The gui actions that the state of a dialog allows, and the link to its page. */
export function guiActionsOf({ id, state: licence }: Pick<Dialog<Licence>, 'id' | 'state'>): readonly GuiAction[] {
  if (isDeleted(licence)) return [];
  const dialog = `/dialogs/${id}`;
  const step = steps[licence.state];
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
  return step === undefined ? [open, remove] : [stepAction(step, dialog), open, remove];
}

function stepAction(step: Step, dialog: string): GuiAction {
  return {
    ...step,
    priority: 'Primary',
    httpMethod: 'POST',
    path: `${dialog}/actions/${step.name}`,
    ...actionTexts[step.name],
  };
}
