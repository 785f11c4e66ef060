import { createHash } from 'node:crypto';
import type { HistoryRow } from '../database/schema.js';
import { type Others, type Projection, type ProjectionContext, StateError } from '../delivery/projections.js';
import type {
  Activity,
  Actor as DialogportenActor,
  CreateDialog,
  Transmission,
  UpdateDialog,
} from '../dialogporten/dialogporten-types.js';
import { languages, type Texts } from '../http/languages.js';
import type { DialogDefinition, DialogView } from './dialog-definition.js';
import type { Dialog, DialogTitle } from './dialog.js';
import { toRecordedEntry } from './dialogs.repository.js';
import type { ActivityEntry, Actor, RecordedEntry, TransmissionEntry } from './history.js';
import { othersIn } from './others.js';
import {
  localizations,
  plainText,
  toApiAction,
  toAttachment,
  toDialogAttachment,
  toGuiAction,
} from './projected-parts.js';

const embedMediaType = 'application/vnd.dialogporten.frontchannelembed-url;type=text/markdown';

/**
 * How old, in milliseconds, an entry must be before Dialogporten is told when it happened. A younger one gets
 * Dialogporten's own time, since a time that its clock has not reached yet is refused.
 */
const clockDifferenceMs = 10_000;

/**
 * A dialog as Dialogporten is to have it.
 *
 * @throws {StateError} when its state is not one of the definition's.
 */
export function projectionOf(definition: DialogDefinition, dialog: Dialog): Projection {
  if (!definition.isState(dialog.state)) throw new StateError(dialog);
  return {
    isDeleted: definition.isDeleted(dialog.state),
    toCreate: (history, context) => toCreate(definition, dialog, history, context),
    toReplace: (newEntries, context, others) => toReplace(definition, dialog, newEntries, context, others),
    othersIn: (theirs) => othersIn(definition, dialog, theirs),
    isSilent: (row) => isOpening(toRecordedEntry(row)),
  };
}

function toCreate(
  definition: DialogDefinition,
  dialog: Dialog,
  history: readonly HistoryRow[],
  context: ProjectionContext,
): CreateDialog {
  return {
    ...toReplace(definition, dialog, history, context),
    id: dialog.id,
    idempotentKey: dialog.id,
    party: dialog.party,
    serviceResource: dialog.serviceResource,
  };
}

function toReplace(
  definition: DialogDefinition,
  dialog: Dialog,
  newEntries: readonly HistoryRow[],
  context: ProjectionContext,
  theirs: Others = {},
): UpdateDialog {
  const { id, dueAt, externalReference } = dialog;
  const {
    content: theirContent,
    searchTags: theirTags,
    apiActions: theirApiActions,
    attachments: theirFiles,
    ...others
  } = theirs;
  const view = definition.view(dialog);
  const recorded = newEntries.map(toRecordedEntry);
  return {
    status: view.status,
    ...(externalReference !== undefined && { externalReference }),
    ...(dueAt !== undefined && { dueAt: dueAt.toISOString() }),
    ...others,
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
    guiActions: view.guiActions.map((action) => toGuiAction(id, action, context)),
    apiActions: [
      ...(view.apiActions ?? []).map((action) => toApiAction(id, action, context)),
      ...(theirApiActions ?? []),
    ],
    attachments: [
      ...(view.attachments ?? []).map((attachment) => toDialogAttachment(id, attachment, context)),
      ...(theirFiles ?? []),
    ],
    activities: recorded.filter(isActivity).map((entry) => toActivity(entry, context)),
    transmissions: recorded.filter(isTransmission).map((entry) => toTransmission(definition, id, entry, context)),
  };
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
    performedBy: asTold(performedBy, context),
    ...(description !== undefined && { description: localizations(description) }),
    ...(transmissionId !== undefined && { transmissionId }),
  };
}

function toTransmission(
  { transmissions }: DialogDefinition,
  dialogId: string,
  { id, entry, happenedAt }: Recorded<TransmissionEntry>,
  context: ProjectionContext,
): Transmission {
  const view = transmissions[entry.transmission];
  if (view === undefined) throw new Error(`the definition has no transmission "${entry.transmission}"`);
  const { type, title, authorizationContext } = view;
  const path = view.embed?.(dialogId, id);
  const attachments = (view.attachments?.(dialogId) ?? []).map((attachment) => toAttachment(id, attachment, context));
  return {
    id,
    ...createdAt(happenedAt, context.now),
    type,
    ...(authorizationContext !== undefined && { authorizationContext }),
    sender: asTold(entry.sender, context),
    ...(entry.relatedTransmissionId !== undefined && { relatedTransmissionId: entry.relatedTransmissionId }),
    ...(attachments.length > 0 && { attachments }),
    content: {
      title: plainText(title),
      ...(path !== undefined && { contentReference: embed(`${context.publicUrl}${path}`) }),
    },
  };
}

/** Who did something, by a name of ours where Dialogporten knows none: it says what kind of party it was, not who. */
function asTold(actor: Actor, { unknownActors = [] }: ProjectionContext): DialogportenActor {
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

/** A front channel embed, with one URL for each language. What it shows is part of the URL when it may change. */
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
