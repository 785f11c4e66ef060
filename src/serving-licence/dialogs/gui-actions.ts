import type { GuiAction } from '../../dialogs/dialog-definition.js';
import type { Dialog } from '../../dialogs/dialog.js';
import { type Applicant, applicantOf, textsFor } from '../applicant.js';
import { isDeleted, type Licence, type LicenceState } from '../licence.js';
import { actionTexts, type ActionTexts } from '../texts.js';

/** The task in which an application is signed, as Altinn Authorization knows it. */
export const signingTask = 'urn:altinn:task:signing';

/** The button that takes an application on, and who may press it. */
export interface Step extends Pick<GuiAction, 'action' | 'authorizationAttribute'> {
  readonly name: 'confirm' | 'submit' | 'sign';
  /** The level that the user must be logged in at, where reading does not take it already. */
  readonly level?: 4;
}

/** The step that an application awaits, in the states where an end user takes it. */
export const steps: Readonly<Record<LicenceState, Step | undefined>> = {
  'awaiting-confirmation': { name: 'confirm', action: 'confirm' },
  draft: { name: 'submit', action: 'write' },
  'awaiting-signature': { name: 'sign', action: 'sign', authorizationAttribute: signingTask, level: 4 },
  'awaiting-decision': undefined,
  decided: undefined,
  withdrawn: undefined,
};

/** The gui actions that the state of a dialog allows. */
export function guiActionsOf({
  id,
  party,
  state: licence,
}: Pick<Dialog<Licence>, 'id' | 'party' | 'state'>): readonly GuiAction[] {
  if (isDeleted(licence)) return [];
  const dialog = `/dialogs/${id}`;
  if (licence.state === 'decided') return [deletion(dialog), opening(dialog)];
  const step = steps[licence.state];
  const rest = [withdrawal(dialog), opening(dialog)];
  return step === undefined ? rest : [stepAction(step, dialog, applicantOf(party)), ...rest];
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

function stepAction(step: Step, dialog: string, applicant: Applicant): GuiAction {
  const { title, prompt }: ActionTexts = actionTexts[step.name];
  return {
    ...step,
    priority: 'Primary',
    httpMethod: 'POST',
    path: `${dialog}/actions/${step.name}`,
    title,
    ...(prompt !== undefined && { prompt: textsFor(applicant, prompt) }),
  };
}
