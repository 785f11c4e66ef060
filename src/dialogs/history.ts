import type { ActivityType } from '../dialogporten/dialogporten-types.js';
import { languages, type Texts } from '../http/languages.js';

/**
 * The actor of an event, as Dialogporten is told: the service owner as a whole, or a representative of the party, by URN or,
 * where there is none that Dialogporten takes, by name (ActorValidator.cs).
 */
export type Actor = { readonly actorType: 'ServiceOwner' } | ActorWithUrn | ActorWithName;

/** By a URN, such as that in the dialog token. Dialogporten finds the name. */
export interface ActorWithUrn {
  readonly actorType: 'PartyRepresentative';
  readonly actorId: string;
}

/** A person or system by name. */
export interface ActorWithName {
  readonly actorType: 'PartyRepresentative';
  /** At most 255 characters. */
  readonly actorName: string;
}

export const serviceOwner: Actor = { actorType: 'ServiceOwner' };

/** A party itself, or a person for it, by URN. */
export const representative = (actorId: string): ActorWithUrn => ({ actorType: 'PartyRepresentative', actorId });

/** An event of a dialog for Dialogporten. */
export type HistoryEntry<Transmission extends string = string> =
  ActivityEntry | TransmissionEntry<Transmission> | CorrectionEntry;

/** A line in the dialog's activity log. */
export interface ActivityEntry {
  readonly kind: 'activity';
  readonly type: ActivityType;
  readonly performedBy: Actor;
  /** Says more of the type to other systems, as a URI of at most 1,023 characters. */
  readonly extendedType?: string;
  /** With the type `Information`, and only with it. */
  readonly description?: Texts;
  /** With the type `TransmissionOpened`, and only with it. */
  readonly transmissionId?: string;
}

/** Something that was sent, one way or the other: which of the definition's transmissions, and by whom. */
export interface TransmissionEntry<Transmission extends string = string> {
  readonly kind: 'transmission';
  readonly transmission: Transmission;
  readonly sender: Actor;
  /** Data of the transmission for its view, as JSON of at most {@link largestAbout} bytes. */
  readonly about?: unknown;
  /** The definition's own name for this one, once in each dialog: a later entry refers to it. At most 100 characters. */
  readonly key?: string;
  /** The transmission that it follows from: the newest of that name in the same dialog. */
  readonly follows?: Transmission;
  /** The transmission of the same dialog that it is related to, by its key or id. */
  readonly relatedTo?: string;
  /** The id of that one, once it is recorded. */
  readonly relatedTransmissionId?: string;
  /** The ids of its files by their names, once it is recorded. */
  readonly attachmentIds?: Readonly<Record<string, string>>;
}

/**
 * Puts other data in the place of those that a transmission was sent with. Dialogporten shows it so from then on, in silence:
 * in its old place, and without a word that it was changed. Our token needs `changeTransmissionsScope` for it.
 */
export interface CorrectionEntry {
  readonly kind: 'correction';
  /** The transmission by its key or id; its id, once it is recorded. */
  readonly corrects: string;
  readonly about?: unknown;
  /** The transmission as it is then, once it is recorded. */
  readonly corrected?: TransmissionEntry;
  /** When that was sent. */
  readonly sentAt?: string;
}

/** The largest JSON that an entry carries, in bytes. */
export const largestAbout = 8_192;

/** The longest key of a transmission, in characters. */
export const longestKey = 100;

/** An entry with the id that it has in Dialogporten, and its place in the history. */
export interface RecordedEntry {
  readonly id: string;
  readonly version: number;
  readonly entry: HistoryEntry;
  readonly happenedAt: Date;
}

/** An activity whose type says what happened. */
export function activity(type: Exclude<ActivityType, 'Information' | 'TransmissionOpened'>, by: Actor): ActivityEntry {
  return { kind: 'activity', type, performedBy: by };
}

/** An activity that no other type fits: the description says what happened. */
export function information(description: Texts, by: Actor): ActivityEntry {
  return { kind: 'activity', type: 'Information', performedBy: by, description };
}

/** A transmission of the definition's, with what it is about and the one that it is related to, if any. */
export function transmission<Name extends string>(
  name: Name,
  sender: Actor,
  details: Pick<TransmissionEntry<Name>, 'about' | 'key' | 'follows' | 'relatedTo'> = {},
): TransmissionEntry<Name> {
  return { kind: 'transmission', transmission: name, sender, ...details };
}

/** Other data for a transmission that was sent, which is named by its key or id. */
export function correction(corrects: string, about: unknown): CorrectionEntry {
  return { kind: 'correction', corrects, about };
}

/** The history in order: each transmission as its corrections have left it, and no correction. */
export function withCorrections<Row extends { readonly id: string; readonly entry: unknown }>(
  recorded: readonly Row[],
): readonly Row[] {
  const corrected = new Map(
    recorded.flatMap(({ entry }) => (isCorrection(entry) ? [[entry.corrects, entry.corrected] as const] : [])),
  );
  const asCorrected = (row: Row) => (corrected.has(row.id) ? { ...row, entry: corrected.get(row.id) } : row);
  return recorded.filter(({ entry }) => !isCorrection(entry)).map(asCorrected);
}

/** Whether it is a correction as it is stored. */
export function isCorrection(entry: unknown): entry is CorrectionEntry & { readonly corrected: TransmissionEntry } {
  return isHistoryEntry(entry) && entry.kind === 'correction';
}

/** The history entries of a dialog's opening. */
export const openingEntries = (by: Actor): readonly HistoryEntry[] => [activity('DialogCreated', by)];

/** The history entry of the first opening of a transmission by that actor. */
export function openedEntry(transmissionId: string, actor: Actor): ActivityEntry {
  return { kind: 'activity', type: 'TransmissionOpened', performedBy: actor, transmissionId };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function isActor(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { actorType, actorId, actorName } = value;
  return actorType === 'ServiceOwner' || typeof actorId === 'string' || typeof actorName === 'string';
}

const isTexts = (value: unknown) =>
  isObject(value) && languages.every((language) => typeof value[language] === 'string');

/** Whether a value that was read from the database is an entry as this version of the service knows it. */
export function isHistoryEntry(stored: unknown): stored is HistoryEntry {
  if (!isObject(stored)) return false;
  switch (stored['kind']) {
    case 'activity':
      return (
        typeof stored['type'] === 'string' &&
        isActor(stored['performedBy']) &&
        (stored['description'] === undefined || isTexts(stored['description']))
      );
    case 'transmission':
      return typeof stored['transmission'] === 'string' && isActor(stored['sender']);
    case 'correction':
      return typeof stored['corrects'] === 'string' && isHistoryEntry(stored['corrected']);
    default:
      return false;
  }
}
