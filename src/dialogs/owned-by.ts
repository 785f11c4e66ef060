import type { DialogToken } from '../dialog-token/index.js';
import { Problem } from '../http/problem.js';
import type { ShownDialog } from './dialog.js';

/** A valid token for this dialog is not enough: the dialog must belong to the party that the token speaks for. */
export function ownedBy<Found extends ShownDialog>(caller: DialogToken, dialog: Found): Found {
  if (dialog.serviceResource !== caller.serviceResource) throw new Problem('foreign-resource');
  if (dialog.party !== caller.party.urn) throw new Problem('party-mismatch');
  return dialog;
}
