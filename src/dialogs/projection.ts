import { createHash } from 'node:crypto';
import type { HistoryRow } from '../database/schema.js';
import {
  type Others,
  type Ours,
  type Projection,
  type ProjectionContext,
  UnreadableError,
} from '../delivery/projections.js';
import type {
  Activity,
  CreateDialog,
  DialogportenActor,
  ServiceOwnerDialog,
  Transmission,
  UpdateDialog,
} from '../dialogporten/dialogporten-types.js';
import { normalPartyUrn, parseOrganization } from 'nestjs-dialog-token';
import { languages, type Texts } from '../http/languages.js';
import { transmissionAttachmentId } from './attachments.js';
import type { DialogDefinition, DialogView } from './dialog-definition.js';
import type { Dialog, DialogTitle, StoredDialog } from './dialog.js';
import {
  type ActivityEntry,
  type Actor,
  isCorrection,
  isHistoryEntry,
  type RecordedEntry,
  type TransmissionEntry,
  withCorrections,
} from './history.js';
import { fieldsOf, idOf, labelsToBring, othersIn, oursOf, toRemember } from './ours.js';
import {
  localizations,
  markdown,
  plainText,
  toApiAction,
  toAttachment,
  toDialogAttachment,
  toGuiAction,
  toLink,
} from './projected-parts.js';
import { contentOf, sentTransmission } from './sent-transmission.js';
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
    labels: labelsToBring(dialog.ours, ours),
    toCreate: (history, context) => toCreate(shown, history, context),
    toReplace: (newEntries, context, others) => toReplace(shown, newEntries, context, others),
    corrected,
    toTransmission: (row, context) => toReplacement(shown, readEntry(row), context),
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
  const { visibleFrom, serviceOwnerLabels = [], attachments = [] } = shown.view;
  // Dialogporten takes no file that has expired already, into a new dialog.
  const files = attachments.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > context.now);
  const now = { ...shown, view: { ...shown.view, attachments: files } };
  return {
    ...toReplace(now, history, context),
    id,
    idempotentKey: id,
    party,
    serviceResource,
    // Dialogporten takes none that has passed, and it would say nothing any more.
    ...(visibleFrom !== undefined && visibleFrom > context.now && { visibleFrom: visibleFrom.toISOString() }),
    ...(serviceOwnerLabels.length > 0 && {
      serviceOwnerContext: { serviceOwnerLabels: serviceOwnerLabels.map((value) => ({ value })) },
    }),
  };
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
  } = withoutOwn(theirs, shown);
  const recorded = newEntries.map(readEntry);
  const { dueAt: ownDueAt = dueAt, ...fields } = fieldsNow(shown);
  return {
    status: view.status,
    ...(externalReference !== undefined && { externalReference }),
    ...others,
    ...(ownDueAt !== undefined && view.showsDueAt !== false && { dueAt: ownDueAt }),
    ...fields,
    searchTags: [...(view.searchTags ?? []).map((value) => ({ value })), ...(theirTags ?? [])],
    content: {
      ...theirContent,
      title: plainText(titleOf(dialog, view)),
      ...(view.summary !== undefined && { summary: plainText(view.summary) }),
      ...(view.senderName !== undefined && { senderName: plainText(view.senderName) }),
      ...(view.extendedStatus !== undefined && { extendedStatus: plainText(view.extendedStatus) }),
      ...(view.nonSensitiveTitle !== undefined && { nonSensitiveTitle: plainText(view.nonSensitiveTitle) }),
      ...(view.nonSensitiveSummary !== undefined && { nonSensitiveSummary: plainText(view.nonSensitiveSummary) }),
      ...(view.additionalInfo !== undefined && { additionalInfo: markdown(view.additionalInfo) }),
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

/** Dialogporten takes no expiry back: a dialog that had one, and is to have none, is given one that no reader lives to see. */
const never = '9999-12-31T00:00:00.000Z';

/** The fields of the dialog itself that are ours. */
function fieldsNow({ dialog, view }: Shown): ReturnType<typeof fieldsOf> {
  return { ...(dialog.ours?.fields?.includes('expiresAt') && { expiresAt: never }), ...fieldsOf(view) };
}

/** Parts of others that became ours afterwards do not come back. */
function withoutOwn(theirs: Others, { dialog, ours }: Shown): Others {
  const own = new Set([...(dialog.ours?.fields ?? []), ...(ours.fields ?? [])]);
  return Object.fromEntries(Object.entries(theirs).filter(([member]) => !own.has(member))) as Others;
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
): ReturnType<Projection['compare']> {
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
  const { type, extendedType, performedBy, description, transmissionId } = entry;
  return {
    id,
    ...createdAt(happenedAt, context.now),
    type,
    ...(extendedType !== undefined && { extendedType }),
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
  const sent = sentTransmission(view, dialogId, recorded);
  const { type, title, summary, extendedType, externalReference } = contentOf(view, sent);
  const path = view.embed?.(dialogId, id);
  const attachments = (view.attachments?.(dialogId, sent) ?? []).map((attachment) =>
    toAttachment(transmissionAttachmentId(recorded, attachment), attachment, context),
  );
  const links = (view.links?.(sent) ?? []).filter(
    ({ expiresAt }) => expiresAt === undefined || expiresAt > context.now,
  );
  return {
    id,
    ...createdAt(happenedAt, context.now),
    type,
    ...(extendedType !== undefined && { extendedType }),
    ...(externalReference !== undefined && { externalReference }),
    ...accessFields(view, access),
    sender: namedActor(entry.sender, context),
    ...(entry.relatedTransmissionId !== undefined && { relatedTransmissionId: entry.relatedTransmissionId }),
    ...(attachments.length > 0 && { attachments }),
    ...(links.length > 0 && { navigationalActions: links.map((link) => toLink(link, context)) }),
    content: {
      title: plainText(title),
      ...(summary !== undefined && { summary: plainText(summary) }),
      ...(path !== undefined && { contentReference: embedAt(path, context) }),
    },
  };
}

/** The replacement of a transmission that was sent: Dialogporten keeps its time where none is given. */
function toReplacement(shown: Shown, { entry, ...row }: RecordedEntry, context: ProjectionContext) {
  const recorded = isCorrection(entry)
    ? { ...row, id: entry.corrects, entry: entry.corrected, happenedAt: new Date(entry.sentAt ?? row.happenedAt) }
    : { ...row, entry };
  if (!isTransmission(recorded)) return undefined;
  const { createdAt: _createdAt, ...sent } = toTransmission(shown, recorded, context);
  return sent;
}

function corrected(history: readonly HistoryRow[]): ReturnType<Projection['corrected']> {
  const entries = withCorrections(history);
  const isAmong = new Set(entries.map(({ id }) => id));
  const corrections = history.flatMap((row) =>
    isCorrection(row.entry) && !isAmong.has(row.entry.corrects) ? [[row.entry.corrects, row] as const] : [],
  );
  return { entries, corrections: [...new Map(corrections).values()] };
}

/** An actor; with a name of ours where Dialogporten has none: it says what kind of party it was, not who. */
function namedActor(actor: Actor, { unknownActors = [] }: ProjectionContext): DialogportenActor {
  if (!('actorId' in actor) || !unknownActors.includes(actor.actorId)) return actor;
  const organisation = parseOrganization(actor.actorId);
  const actorName = organisation === undefined ? 'Innlogget bruker' : `Organisasjon ${organisation.organizationNumber}`;
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
  const version = shows === undefined ? '' : `&v=${versionOf(shows)}`;
  return {
    mediaType: embedMediaType,
    value: languages.map((languageCode) => ({ languageCode, value: `${url}?lang=${languageCode}${version}` })),
  };
}

/** An embed of ours, or one of another host: its URL says nothing of the language, which the portal does. */
function embedAt(path: string, { publicUrl }: ProjectionContext) {
  if (path.startsWith('/')) return embed(`${publicUrl}${path}`);
  return { mediaType: embedMediaType, value: languages.map((languageCode) => ({ languageCode, value: path })) };
}

function versionOf(shown: unknown): string {
  return createHash('sha256').update(JSON.stringify(shown)).digest('base64url').slice(0, 12);
}
