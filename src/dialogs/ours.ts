import type { Others, Ours, Projection } from '../delivery/projections.js';
import type { ServiceOwnerDialog, UpdateDialog } from '../dialogporten/dialogporten-types.js';
import type { DialogDefinition, DialogView } from './dialog-definition.js';
import type { Dialog } from './dialog.js';
import { exampleOpenings } from './rules/examples.js';
import { derivedId, partId } from './uuid-v7.js';

/*
 * The parts of a dialog in Dialogporten that are ours, and those of other systems of the service owner. A full
 * replacement would delete the latter, so they are read once, when another system turns out to have changed the dialog,
 * and sent along from then on. Ours are those that we sent, as the dialog's row remembers it, and not what the
 * definition of today shows.
 */

/** A kind of part that has a name within its dialog, and an id in Dialogporten. */
type PartKind = 'gui-action' | 'api-action' | 'attachment';

/** The parts of a new dialog that are ours, before anything of it is shown. */
export const nothingYet: Ours = { searchTags: [], content: [], hasProcess: false, fields: [], ids: {} };

/** The id of a part that {@link oursOf} has given one. */
export function idOf({ ids }: Ours, kind: PartKind, name: string): string {
  const id = ids[`${kind}/${name}`];
  if (id === undefined) throw new Error(`the ${kind} "${name}" has no id`);
  return id;
}

/**
 * The parts that are ours when the dialog has this view. Parts that were shown before keep their ids; new ones get
 * theirs in the order in which the definition lists them. Dialogs of before ids were remembered have ids by name alone.
 */
export function oursOf({ id: dialogId, ours }: Pick<Dialog, 'id' | 'ours'>, view: DialogView): Ours {
  const ids: Record<string, string> = { ...ours?.ids };
  const give = (kind: PartKind, named: readonly { readonly name: string }[] = []) => {
    for (const [position, { name }] of named.entries()) {
      const part = `${kind}/${name}`;
      ids[part] ??= ours === undefined ? derivedId(dialogId, part) : partId(dialogId, part, position);
    }
  };
  give('gui-action', view.guiActions);
  give('api-action', view.apiActions);
  give('attachment', view.attachments);
  return {
    searchTags: view.searchTags ?? [],
    content: contentPartsOf(view),
    hasProcess: view.process !== undefined,
    fields: Object.keys(fieldsOf(view)),
    ...labelled(view.serviceOwnerLabels ?? []),
    ids,
  };
}

const labelled = (labels: readonly string[]) => (labels.length > 0 ? { labels } : {});

const lowerCased = (labels: readonly string[] = []) => labels.map((label) => label.toLowerCase());

/** The labels to be brought there where others were sent before, or it is not known which; Dialogporten ignores their case. */
export function labelsToBring(stored: Ours | undefined, { labels: wanted = [] }: Ours): Projection['labels'] {
  const [before, after] = [lowerCased(stored?.labels), lowerCased(wanted)];
  const unwanted = before.filter((label) => !after.includes(label));
  const isSettled = stored?.labelsChange !== true && unwanted.length === 0 && before.length === after.length;
  return isSettled ? undefined : { wanted, unwanted };
}

/** The fields of the dialog itself that are ours where its view has them, as Dialogporten is to have them. */
export function fieldsOf(view: DialogView): Partial<Pick<UpdateDialog, (typeof leftToOthers)[number]>> {
  const { process, precedingProcess, progress, isApiOnly, dueAt, expiresAt, extendedStatusCode } = view;
  return {
    ...(process !== undefined && { process }),
    ...(precedingProcess !== undefined && { precedingProcess }),
    ...(progress !== undefined && { progress }),
    ...(isApiOnly !== undefined && { isApiOnly }),
    ...(dueAt !== undefined && { dueAt: dueAt.toISOString() }),
    ...(expiresAt !== undefined && { expiresAt: expiresAt.toISOString() }),
    ...(extendedStatusCode !== undefined && { extendedStatus: extendedStatusCode }),
  };
}

/**
 * The parts that the row has to hold while it is not known which of the two Dialogporten has; undefined where it holds
 * them already.
 */
export function toRemember(stored: Ours | undefined, sent: Ours): Ours | undefined {
  const both: Ours = {
    searchTags: union(stored?.searchTags, sent.searchTags),
    content: union(stored?.content, sent.content),
    hasProcess: stored?.hasProcess === true || sent.hasProcess,
    fields: union(stored?.fields, sent.fields),
    ...labelled(union(stored?.labels, sent.labels)),
    ...(labelsToBring(stored, sent) !== undefined && { labelsChange: true }),
    ids: sent.ids,
  };
  return stored !== undefined && sizeOf(stored) === sizeOf(both) ? undefined : both;
}

/** Fields that are ours only where a view has ever had them: elsewhere the values of other systems stay. */
const leftToOthers = [
  'dueAt',
  'expiresAt',
  'externalReference',
  'progress',
  'isApiOnly',
  'extendedStatus',
  'process',
  'precedingProcess',
] as const satisfies readonly (keyof UpdateDialog & keyof ServiceOwnerDialog)[];

/** The parts of `theirs`, the dialog as Dialogporten has it, that are not ours. */
export function othersIn(definition: DialogDefinition, dialog: Dialog, theirs: ServiceOwnerDialog): Others {
  const { searchTags, content, hasProcess, ids, ...own } = dialog.ours ?? guessed(definition, dialog);
  const fields = own.fields ?? guessed(definition, dialog).fields ?? [];
  const ownFields = new Set([...fields, ...(hasProcess ? ['process'] : [])]);
  const tags = new Set(searchTags.map((tag) => tag.toLowerCase()));
  const parts = new Set<string>(['title', 'mainContentReference', ...content]);
  // An older replica, beside this one, gives ids by name alone.
  const ownIds = new Set(Object.entries(ids).flatMap(([part, id]) => [id, derivedId(dialog.id, part)]));
  const isTheirs = ({ id }: { id?: string | null }) => !ownIds.has(id?.toLowerCase() ?? '');
  const left = leftToOthers
    .filter((member) => !ownFields.has(member))
    .map((member) => [member, theirs[member] ?? null] as const);
  return {
    ...Object.fromEntries(left),
    searchTags: (theirs.searchTags ?? []).filter(({ value }) => !tags.has(value?.toLowerCase() ?? '')),
    attachments: (theirs.attachments ?? []).filter(isTheirs),
    apiActions: (theirs.apiActions ?? []).filter(isTheirs),
    content: Object.fromEntries(
      Object.entries(theirs.content ?? {}).filter(([part, value]) => value !== null && !parts.has(part)),
    ),
  } as Others;
}

/**
 * For a dialog from before ours was remembered: the parts that the definition shows in its own state, and in any other.
 */
function guessed(definition: DialogDefinition, dialog: Dialog): Ours {
  const initial = exampleOpenings(definition).map(({ state }) => state);
  const views = [dialog.state, ...initial, ...definition.examples].map((state) =>
    definition.view({ ...dialog, state }),
  );
  const shown = views.map((view) => oursOf(dialog, view));
  return {
    searchTags: shown.flatMap(({ searchTags }) => searchTags),
    content: shown.flatMap(({ content }) => content),
    hasProcess: shown.some(({ hasProcess }) => hasProcess),
    fields: shown.flatMap(({ fields }) => fields ?? []),
    ids: Object.assign({}, ...shown.map(({ ids }) => ids)) as Ours['ids'],
  };
}

function contentPartsOf(view: DialogView): string[] {
  return ownContent.filter((part) => view[part] !== undefined);
}

/** Parts of the content that are ours where the view has them. */
const ownContent = [
  'summary',
  'nonSensitiveTitle',
  'nonSensitiveSummary',
  'extendedStatus',
  'senderName',
  'additionalInfo',
] as const;

function union(some: readonly string[] = [], others: readonly string[] = []): readonly string[] {
  return [...new Set([...some, ...others])];
}

function sizeOf({ searchTags, content, hasProcess, fields = [], labels = [], labelsChange, ids }: Ours): number {
  const parts = [searchTags, content, fields, labels, Object.keys(ids)];
  return parts.reduce((size, { length }) => size + length, 0) + Number(hasProcess) + Number(labelsChange === true);
}
