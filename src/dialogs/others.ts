import type { Others } from '../delivery/projections.js';
import type { ServiceOwnerDialog, UpdateDialog } from '../dialogporten/dialogporten-types.js';
import type { DialogDefinition, DialogView } from './dialog-definition.js';
import type { Dialog } from './dialog.js';

/*
 * What a dialog in Dialogporten has that is not ours. Ours are the status, the gui actions, and the parts of the content
 * that the definition shows in any of its states. Whatever else other systems of the service owner have put there, a full
 * replacement would delete; so it is read once, when we find that somebody has changed the dialog, and sent along from then on.
 */

/** Members that we set at the most when the dialog is opened: whoever changes one afterwards is right. */
const leftToOthers = [
  'dueAt',
  'expiresAt',
  'externalReference',
  'progress',
  'isApiOnly',
  'extendedStatus',
  'process',
  'precedingProcess',
  'searchTags',
  'attachments',
  'apiActions',
] as const satisfies readonly (keyof UpdateDialog & keyof ServiceOwnerDialog)[];

/** What of `theirs`, the dialog as Dialogporten has it, is not ours. */
export function othersIn(definition: DialogDefinition, dialog: Dialog, theirs: ServiceOwnerDialog): Others {
  const ownParts = ownContentParts(definition, dialog);
  const content = Object.entries(theirs.content ?? {}).filter(([part, value]) => value !== null && !ownParts.has(part));
  const left = leftToOthers.map((member) => [member, theirs[member] ?? null] as const);
  return { ...Object.fromEntries(left), content: Object.fromEntries(content) } as Others;
}

function ownContentParts(definition: DialogDefinition, dialog: Dialog): ReadonlySet<string> {
  const views = [dialog.state, definition.initial, ...definition.examples].map((state) =>
    definition.view({ ...dialog, state }),
  );
  return new Set(['title', 'mainContentReference', ...views.flatMap(partsOf)]);
}

function partsOf(view: DialogView): string[] {
  return (['summary', 'extendedStatus'] as const).filter((part) => view[part] !== undefined);
}
