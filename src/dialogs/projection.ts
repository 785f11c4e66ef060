import { type Language, languages, type Texts } from '../http/languages.js';
import type { Activity, CreateDialog, Transmission, UpdateDialog } from '../dialogporten/dialogporten-types.js';
import type { Dialog, DialogTitle } from './dialog.js';
import { type GuiAction, guiActionsOf } from './gui-actions.js';
import type { ActivityEntry, RecordedEntry, TransmissionEntry } from './history.js';
import type { LicenceState } from './licence.js';
import { defaultTitle, extendedStatuses, summaries, transmissionTitles } from './texts.js';
import { derivedId } from './uuid-v7.js';

/** What a projection depends on besides the dialog itself. */
export interface ProjectionContext {
  /** Base of the URLs that are put into the dialog. */
  readonly publicUrl: string;
  readonly now: Date;
}

/** The part of a dialog that a transmission with a decision is authorised on. */
export const decisionSubresource = 'urn:altinn:subresource:decision';

const embedMediaType = 'application/vnd.dialogporten.frontchannelembed-url;type=text/markdown';

/**
 * How old, in milliseconds, an entry must be before Dialogporten is told when it happened. A younger one gets
 * Dialogporten's own time, since a time that its clock has not reached yet is refused.
 */
const clockDifferenceMs = 10_000;

const statuses: Readonly<Record<LicenceState, NonNullable<UpdateDialog['status']>>> = {
  'awaiting-confirmation': 'RequiresAttention',
  draft: 'InProgress',
  'awaiting-signature': 'RequiresAttention',
  'awaiting-decision': 'Awaiting',
  decided: 'Completed',
  withdrawn: 'NotApplicable',
};

/** The dialog as Dialogporten is to have it from the start, with all that has happened to it so far. */
export function toCreate(dialog: Dialog, history: readonly RecordedEntry[], context: ProjectionContext): CreateDialog {
  return {
    ...toReplace(dialog, history, context),
    id: dialog.id,
    idempotentKey: dialog.id,
    party: dialog.party,
    serviceResource: dialog.serviceResource,
  };
}

/** The dialog as Dialogporten is to have it now; `news` is what it has not been told yet of the history. */
export function toReplace(dialog: Dialog, news: readonly RecordedEntry[], context: ProjectionContext): UpdateDialog {
  const { id, licence, dueAt, externalReference, title } = dialog;
  return {
    status: statuses[licence.state],
    ...(externalReference !== undefined && { externalReference }),
    ...(dueAt !== undefined && dueAt > context.now && { dueAt: dueAt.toISOString() }),
    content: {
      title: plainText(title === undefined ? defaultTitle : completed(title)),
      summary: plainText(summaries[licence.state]),
      extendedStatus: plainText(extendedStatuses[licence.state]),
      mainContentReference: embed(`${context.publicUrl}/embeds/dialogs/${id}`),
    },
    guiActions: guiActionsOf(dialog).map((action) => toGuiAction(dialog.id, action, context)),
    activities: news.flatMap((recorded) => (isActivity(recorded) ? [toActivity(recorded, context)] : [])),
    transmissions: news.flatMap((recorded) =>
      isTransmission(recorded) ? [toTransmission(dialog.id, recorded, context)] : [],
    ),
  };
}

function toGuiAction(
  dialogId: string,
  { name, path, title, prompt, authorizationAttribute, ...rest }: GuiAction,
  { publicUrl }: ProjectionContext,
): NonNullable<UpdateDialog['guiActions']>[number] {
  return {
    id: derivedId(dialogId, `gui-action/${name}`),
    ...rest,
    ...(authorizationAttribute !== undefined && { authorizationAttribute }),
    isDeleteDialogAction: rest.isDeleteDialogAction ?? false,
    url: `${publicUrl}${path}`,
    title: localizations(title),
    ...(prompt !== undefined && { prompt: localizations(prompt) }),
  };
}

type Recorded<Entry> = RecordedEntry & { readonly entry: Entry };

function isActivity(recorded: RecordedEntry): recorded is Recorded<ActivityEntry> {
  return recorded.entry.kind === 'activity';
}

function isTransmission(recorded: RecordedEntry): recorded is Recorded<TransmissionEntry> {
  return recorded.entry.kind === 'transmission';
}

function toActivity({ id, entry, happenedAt }: Recorded<ActivityEntry>, { now }: ProjectionContext): Activity {
  const { type, performedBy, description, transmissionId } = entry;
  return {
    id,
    ...createdAt(happenedAt, now),
    type,
    performedBy,
    ...(description !== undefined && { description: localizations(description) }),
    ...(transmissionId !== undefined && { transmissionId }),
  };
}

function toTransmission(
  dialogId: string,
  { id, entry, happenedAt }: Recorded<TransmissionEntry>,
  { now, publicUrl }: ProjectionContext,
): Transmission {
  const { document, sender } = entry;
  return {
    id,
    ...createdAt(happenedAt, now),
    type: document === 'receipt' ? 'Submission' : 'Decision',
    ...(document === 'decision' && { authorizationAttribute: decisionSubresource }),
    sender,
    content: {
      title: plainText(transmissionTitles[document]),
      contentReference: embed(`${publicUrl}/embeds/dialogs/${dialogId}/transmissions/${id}`),
    },
  };
}

function createdAt(happenedAt: Date, now: Date): { createdAt?: string } {
  return now.getTime() - happenedAt.getTime() > clockDifferenceMs ? { createdAt: happenedAt.toISOString() } : {};
}

/** A title in every language: bokmål where the service owner gave none. */
function completed(title: DialogTitle): Texts {
  return { nb: title.nb, nn: title.nn ?? title.nb, en: title.en ?? title.nb };
}

function localizations(texts: Texts): { languageCode: Language; value: string }[] {
  return languages.map((languageCode) => ({ languageCode, value: texts[languageCode] }));
}

function plainText(texts: Texts) {
  return { mediaType: 'text/plain', value: localizations(texts) };
}

/** A front channel embed, with one URL for each language. */
function embed(url: string) {
  return {
    mediaType: embedMediaType,
    value: languages.map((languageCode) => ({ languageCode, value: `${url}?lang=${languageCode}` })),
  };
}
