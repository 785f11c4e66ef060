import type { DialogToken } from 'nestjs-dialog-token';
import type { ShownDialog } from '../../dialogs/dialog.js';
import type { Dialogs } from '../../dialogs/dialogs.js';
import { isEmailUser, type Visitor } from '../../navigation/visitor.js';
import type { Visits } from '../../navigation/visits.js';
import { type Step, steps } from '../dialogs/gui-actions.js';
import type { Standing } from './licence-embed.js';
import type { Licence } from '../licence.js';
import type { servingLicence } from '../dialogs/serving-licence.definition.js';

/** The standing of a portal's user, by their dialog token. */
export function standingOf(
  caller: DialogToken,
  { state }: Licence,
  licences: Dialogs<typeof servingLicence>,
): Standing {
  const step = steps[state];
  if (state === 'decided') return licences.mayOpen(caller, 'decision') ? 'may' : 'may-not';
  if (step === undefined) return 'may';
  const { level, consumer } = caller;
  return standingIn(step, caller.grants(step.action, step.authorizationAttribute), { level, urn: consumer.urn });
}

/** The standing of a visitor of the page, who may read the dialog, by the answer of the decision point. */
export async function standingOfVisitor(
  visitor: Visitor,
  dialog: ShownDialog<Licence>,
  { visits, seesDecision }: { readonly visits: Visits; readonly seesDecision: boolean },
): Promise<Standing> {
  const { state } = dialog.state;
  const step = steps[state];
  if (state === 'decided') return seesDecision ? 'may' : 'may-not';
  if (step === undefined) return 'may';
  const { action, authorizationAttribute: resource } = step;
  const isGranted = await visits.may(visitor, dialog, { action, ...(resource !== undefined && { resource }) });
  return standingIn(step, isGranted, visitor);
}

function standingIn(
  step: Step,
  isGranted: boolean,
  { level, urn }: { readonly level: number; readonly urn: string },
): Standing {
  if (!isGranted) return 'may-not';
  if (level >= (step.level ?? 0)) return 'may';
  return isEmailUser(urn) ? 'may-no-higher' : 'may-higher';
}
