import { createHash } from 'node:crypto';
import type { HistoryRow } from '../database/schema.js';
import {
  type HistoryDifference,
  type Others,
  type Ours,
  type Projection,
  type ProjectionContext,
  UnreadableError,
} from '../delivery/projections.js';
import type {
  Activity,
  Actor as DialogportenActor,
  CreateDialog,
  ServiceOwnerDialog,
  Transmission,
  UpdateDialog,
} from '../dialogporten/dialogporten-types.js';
import { normalPartyUrn } from '../dialog-token/index.js';
import { languages, type Texts } from '../http/languages.js';
import { transmissionAttachmentId } from './attachments.js';
import type { DialogDefinition, DialogView } from './dialog-definition.js';
import type { Dialog, DialogTitle, StoredDialog } from './dialog.js';
import {
  type ActivityEntry,
  type Actor,
  isHistoryEntry,
  type RecordedEntry,
  type TransmissionEntry,
} from './history.js';
import { idOf, othersIn, oursOf, toRemember } from './ours.js';
import {
  localizations,
  plainText,
  toApiAction,
  toAttachment,
  toDialogAttachment,
  toGuiAction,
} from './projected-parts.js';
import { accessFields, type TransmissionAccess } from './transmission-access.js';
import { isOwnEntryId } from './uuid-v7.js';

const embedMediaType = 'application/vnd.dialogporten.frontchannelembed-url;type=text/markdown';

/**
 * How old, in milliseconds, an entry must be before Dialogporten is told when it happened. A younger one gets
 * Dialogporten's own time, since a time that its clock has not reached yet is refused.
 */
const clockDifferenceMs = 10_000;

/** A dialog with what is shown of it, and what is ours in that. */
interface Shown {
  readonly definition: DialogDefinition;
  readonly dialog: Dialog;
  readonly view: DialogView;
  readonly ours: Ours;
  readonly access: TransmissionAccess;
}

/**
 * A dialog as Dialogporten is to have it.
 *
 * @throws {UnreadableError} when its state is not one of the definition's.
 */
export function projectionOf(
  definition: DialogDefinition,
  stored: StoredDialog,
  access: TransmissionAccess,
): Projection {
  const dialog = readDialog(definition, stored);
  const view = definition.view(dialog);
  const ours = oursOf(dialog, view);
  const shown = { definition, dialog, view, ours, access };
  return {
    isDeleted: definition.isDeleted(dialog.state),
    ours,
    unrecorded: toRemember(dialog.ours, ours),
    toCreate: (history, context) => toCreate(shown, history, context),
    toReplace: (newEntries, context, others) => toReplace(shown, newEntries, context, others),
    toTransmissions: (history, context) =>
      history
        .map(readEntry)
        .filter(isTransmission)
        .map((entry) => withoutTime(toTransmission(shown, entry, context))),
    isOf: (theirs) => isOf(dialog, theirs),
    othersIn: (theirs) => othersIn(definition, dialog, theirs),
    compare: (theirs, history) => compare(dialog, theirs, history),
    isSilent: (row) => isOpening(readEntry(row)),
  };
}

/**
 * A dialog in a state that its definition knows.
 *
 * @throws {UnreadableError} where this release cannot read the state that is stored.
 */
export function readDialog(definition: DialogDefinition, stored: StoredDialog): Dialog {
  const state = definition.read(stored.state);
  if (state === undefined) throw UnreadableError.ofState(stored);
  return { ...stored, state };
}

function toCreate(shown: Shown, history: readonly HistoryRow[], context: ProjectionContext): CreateDialog {
  const { id, party, serviceResource } = shown.dialog;
  return { ...toReplace(shown, history, context), id, idempotentKey: id, party, serviceResource };
}

function toReplace(
  shown: Shown,
  newEntries: readonly HistoryRow[],
  context: ProjectionContext,
  theirs: Others = {},
): UpdateDialog {
  const { dialog, view, ours } = shown;
  const { id, externalReference } = dialog;
  const {
    content: theirContent,
    dueAt = dialog.dueAt?.toISOString(),
    searchTags: theirTags,
    apiActions: theirApiActions,
    attachments: theirFiles,
    ...others
  } = theirs;
  const recorded = newEntries.map(readEntry);
  return {
    status: view.status,
    ...(externalReference !== undefined && { externalReference }),
    ...others,
    ...(dueAt !== undefined && view.showsDueAt !== false && { dueAt }),
    ...(view.process !== undefined && { process: view.process }),
    searchTags: [...(view.searchTags ?? []).map((value) => ({ value })), ...(theirTags ?? [])],
    content: {
      ...theirContent,
      title: plainText(titleOf(dialog, view)),
      ...(view.summary !== undefined && { summary: plainText(view.summary) }),
      ...(view.senderName !== undefined && { senderName: plainText(view.senderName) }),
      ...(view.extendedStatus !== undefined && { extendedStatus: plainText(view.extendedStatus) }),
      ...(view.embed !== undefined && {
        mainContentReference: embed(`${context.publicUrl}${view.embed.path}`, view.embed.shows),
      }),
    },
    guiActions: view.guiActions.map((action) => toGuiAction(idOf(ours, 'gui-action', action.name), action, context)),
    apiActions: [
      ...(view.apiActions ?? []).map((action) =>
        toApiAction(id, idOf(ours, 'api-action', action.name), action, context),
      ),
      ...(theirApiActions ?? []),
    ],
    attachments: [
      ...(view.attachments ?? []).map((file) =>
        toDialogAttachment(id, idOf(ours, 'attachment', file.name), file, context),
      ),
      ...(theirFiles ?? []),
    ],
    activities: recorded.filter(isActivity).map((entry) => toActivity(entry, context)),
    transmissions: recorded.filter(isTransmission).map((entry) => toTransmission(shown, entry, context)),
  };
}

/** Whether what Dialogporten has under the dialog's id was made of it: by us, for the same party and service. */
function isOf({ id, party, serviceResource }: Dialog, theirs: ServiceOwnerDialog): boolean {
  return (
    normalPartyUrn(theirs.party ?? '').toLowerCase() === party.toLowerCase() &&
    theirs.serviceResource?.toLowerCase() === serviceResource.toLowerCase() &&
    theirs.idempotentKey?.toLowerCase() === id
  );
}

function compare(
  { id: dialogId, isTidied }: Dialog,
  theirs: ServiceOwnerDialog,
  history: readonly HistoryRow[],
): HistoryDifference {
  const [activities, transmissions] = [theirs.activities, theirs.transmissions].map((entries) =>
    entries.map(({ id }) => id.toLowerCase()),
  ) as [string[], string[]];
  const [isThere, isHere] = [new Set([...activities, ...transmissions]), new Set(history.map(({ id }) => id))];
  const kept = isTidied === true ? transmissions : [...activities, ...transmissions];
  return {
    missing: history.filter(({ id }) => !isThere.has(id)),
    lost: kept.filter((id) => !isHere.has(id) && isOwnEntryId(dialogId, id)),
  };
}

/** @throws {UnreadableError} when what is stored is no entry that we know. */
function readEntry({ id, version, entry, happenedAt }: HistoryRow): RecordedEntry {
  if (isHistoryEntry(entry)) return { id, version, entry, happenedAt };
  throw new UnreadableError(`What is stored as entry ${id} of the history is none`, id);
}

type Recorded<Entry> = RecordedEntry & { readonly entry: Entry };

function isActivity(recorded: RecordedEntry): recorded is Recorded<ActivityEntry> {
  return recorded.entry.kind === 'activity';
}

function isOpening({ entry }: RecordedEntry): boolean {
  return entry.kind === 'activity' && entry.type === 'TransmissionOpened';
}

function isTransmission(recorded: RecordedEntry): recorded is Recorded<TransmissionEntry> {
  return recorded.entry.kind === 'transmission';
}

function toActivity({ id, entry, happenedAt }: Recorded<ActivityEntry>, context: ProjectionContext): Activity {
  const { type, performedBy, description, transmissionId } = entry;
  return {
    id,
    ...createdAt(happenedAt, context.now),
    type,
    performedBy: namedActor(performedBy, context),
    ...(description !== undefined && { description: localizations(description) }),
    ...(transmissionId !== undefined && { transmissionId }),
  };
}

function toTransmission(
  { definition: { transmissions }, dialog: { id: dialogId }, access }: Shown,
  recorded: Recorded<TransmissionEntry>,
  context: ProjectionContext,
): Transmission & { readonly id: string } {
  const { id, entry, happenedAt } = recorded;
  const view = transmissions[entry.transmission];
  if (view === undefined) {
    throw new UnreadableError(`The definition has no transmission "${entry.transmission}" (entry ${id})`, id);
  }
  const { type, title } = view;
  const path = view.embed?.(dialogId, id);
  const attachments = (view.attachments?.(dialogId) ?? []).map((attachment) =>
    toAttachment(transmissionAttachmentId(recorded, attachment), attachment, context),
  );
  return {
    id,
    ...createdAt(happenedAt, context.now),
    type,
    ...accessFields(view, access),
    sender: namedActor(entry.sender, context),
    ...(entry.relatedTransmissionId !== undefined && { relatedTransmissionId: entry.relatedTransmissionId }),
    ...(attachments.length > 0 && { attachments }),
    content: {
      title: plainText(title),
      ...(path !== undefined && { contentReference: embed(`${context.publicUrl}${path}`) }),
    },
  };
}

/** Dialogporten keeps the time of a transmission that is replaced without one. */
function withoutTime<Sent extends Transmission>({ createdAt: _createdAt, ...sent }: Sent): Omit<Sent, 'createdAt'> {
  return sent;
}

/** An actor; with a name of ours where Dialogporten has none: it says what kind of party it was, not who. */
function namedActor(actor: Actor, { unknownActors = [] }: ProjectionContext): DialogportenActor {
  if (actor.actorType === 'ServiceOwner' || !unknownActors.includes(actor.actorId)) return actor;
  const [, organisation] = /^urn:altinn:organization:identifier-no:(\d{9})$/.exec(actor.actorId) ?? [];
  const actorName = organisation === undefined ? 'Innlogget bruker' : `Organisasjon ${organisation}`;
  return { actorType: 'PartyRepresentative', actorName };
}

function createdAt(happenedAt: Date, now: Date): { createdAt?: string } {
  return now.getTime() - happenedAt.getTime() > clockDifferenceMs ? { createdAt: happenedAt.toISOString() } : {};
}

/** The title that the service owner gave a dialog, or else the one that its definition has for all. */
export function titleOf({ title }: Pick<Dialog, 'title'>, view: Pick<DialogView, 'title'>): Texts {
  return title === undefined ? view.title : completed(title);
}

/** A title in every language: bokmål where the service owner gave none. */
function completed(title: DialogTitle): Texts {
  return { nb: title.nb, nn: title.nn ?? title.nb, en: title.en ?? title.nb };
}

/** A front channel embed, with one URL for each language. A digest of what it shows is part of the URL. */
function embed(url: string, shows?: unknown) {
  const version = shows === undefined ? '' : `&v=${digestOf(shows)}`;
  return {
    mediaType: embedMediaType,
    value: languages.map((languageCode) => ({ languageCode, value: `${url}?lang=${languageCode}${version}` })),
  };
}

function digestOf(shown: unknown): string {
  return createHash('sha256').update(JSON.stringify(shown)).digest('base64url').slice(0, 12);
}
