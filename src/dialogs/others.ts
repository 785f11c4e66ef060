import type { Others } from '../delivery/projections.js';
import type { ServiceOwnerDialog, UpdateDialog } from '../dialogporten/dialogporten-types.js';
import { attachmentId } from './attachments.js';
import type { DialogDefinition, DialogView } from './dialog-definition.js';
import type { Dialog } from './dialog.js';
import { apiActionId } from './projected-parts.js';

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
  'precedingProcess',
] as const satisfies readonly (keyof UpdateDialog & keyof ServiceOwnerDialog)[];

/** What of `theirs`, the dialog as Dialogporten has it, is not ours. */
export function othersIn(definition: DialogDefinition, dialog: Dialog, theirs: ServiceOwnerDialog): Others {
  const ownParts = ownContentParts(definition, dialog);
  const content = Object.entries(theirs.content ?? {}).filter(([part, value]) => value !== null && !ownParts.has(part));
  const left = leftToOthers.map((member) => [member, theirs[member] ?? null] as const);
  return {
    ...Object.fromEntries(left),
    ...listsOf(definition, dialog, theirs),
    content: Object.fromEntries(content),
  } as Others;
}

/** Of what there may be several, ours are those that the definition shows in any state; the process is, if it names one. */
function listsOf(definition: DialogDefinition, dialog: Dialog, theirs: ServiceOwnerDialog): Partial<Others> {
  const views = viewsOf(definition, dialog);
  const tags = new Set(views.flatMap(({ searchTags = [] }) => searchTags));
  const files = new Set(
    views.flatMap(({ attachments = [] }) => attachments).map((each) => attachmentId(dialog.id, each)),
  );
  const actions = new Set(
    views.flatMap(({ apiActions = [] }) => apiActions).map(({ name }) => apiActionId(dialog.id, name)),
  );
  return {
    ...(views.every(({ process }) => process === undefined) && { process: theirs.process ?? null }),
    searchTags: (theirs.searchTags ?? []).filter(({ value }) => !tags.has(value ?? '')),
    attachments: (theirs.attachments ?? []).filter(({ id }) => !files.has(id ?? '')),
    apiActions: (theirs.apiActions ?? []).filter(({ id }) => !actions.has(id ?? '')),
  } as Partial<Others>;
}

/** What the definition shows of the dialog in its own state, and in any other. */
function viewsOf(definition: DialogDefinition, dialog: Dialog): readonly DialogView[] {
  return [dialog.state, definition.initial, ...definition.examples].map((state) =>
    definition.view({ ...dialog, state }),
  );
}

function ownContentParts(definition: DialogDefinition, dialog: Dialog): ReadonlySet<string> {
  return new Set(['title', 'mainContentReference', ...viewsOf(definition, dialog).flatMap(partsOf)]);
}

function partsOf(view: DialogView): string[] {
  return (['summary', 'extendedStatus', 'senderName'] as const).filter((part) => view[part] !== undefined);
}
