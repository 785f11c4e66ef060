import type { AuthorizationContext } from '../model/authorization-context.js';
import type { Dialog } from '../model/dialog.js';

/** Parts with an authorization context that the caller may use. */
export interface EntityGrants {
  readonly ids: ReadonlySet<string>;
  /** By `tokenRef`, or id where there is none; in the order of the dialog. */
  readonly tokenRefs: readonly string[];
}

interface Part {
  readonly id?: string;
  readonly authorizationContext?: AuthorizationContext;
}

/** Asks for each part with a context. A part of a transmission also needs what the transmission itself needs. */
export function contextGrants(dialog: Dialog, isGranted: (context: AuthorizationContext) => boolean): EntityGrants {
  const ids = new Set<string>();
  const tokenRefs = new Set<string>();
  const grant = ({ id, authorizationContext: context }: Part): boolean => {
    if (!context) return true;
    if (id === undefined || !isGranted(context)) return false;
    ids.add(id);
    tokenRefs.add(context.tokenRef ?? id);
    return true;
  };
  for (const part of [...dialog.guiActions, ...dialog.apiActions, ...dialog.attachments]) grant(part);
  for (const transmission of dialog.transmissions) {
    if (!grant(transmission)) continue;
    for (const part of [...transmission.attachments, ...transmission.navigationalActions]) grant(part);
  }
  return { ids, tokenRefs: [...tokenRefs] };
}
