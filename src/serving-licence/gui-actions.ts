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

/** The gui actions that the state of a dialog allows. */
export function guiActionsOf({ id, state: licence }: Pick<Dialog<Licence>, 'id' | 'state'>): readonly GuiAction[] {
  if (isDeleted(licence)) return [];
  const dialog = `/dialogs/${id}`;
  if (licence.state === 'decided') return [deletion(dialog), opening(dialog)];
  const step = steps[licence.state];
  const rest = [withdrawal(dialog), opening(dialog)];
  return step === undefined ? rest : [stepAction(step, dialog), ...rest];
}

/** A link: the browser goes there, and ID-porten says who it is. */
function opening(dialog: string): GuiAction {
  return { name: 'open', action: 'read', priority: 'Tertiary', httpMethod: 'GET', path: dialog, ...actionTexts.open };
}

/** An ordinary action: the portal offers those that delete a dialog in its bin only. */
function withdrawal(dialog: string): GuiAction {
  return {
    name: 'withdraw',
    action: 'delete',
    priority: 'Secondary',
    httpMethod: 'POST',
    path: `${dialog}/actions/withdraw`,
    ...actionTexts.withdraw,
  };
}

function deletion(dialog: string): GuiAction {
  return {
    name: 'delete',
    action: 'delete',
    priority: 'Secondary',
    httpMethod: 'DELETE',
    path: dialog,
    isDeleteDialogAction: true,
    ...actionTexts.delete,
  };
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
