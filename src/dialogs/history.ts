import type { ActivityType } from '../dialogporten/dialogporten-types.js';
import { languages, type Texts } from '../http/languages.js';

/** Who did something, as Dialogporten is told: the service owner, or somebody by the URN in the dialog token. */
export type Actor =
  { readonly actorType: 'ServiceOwner' } | { readonly actorType: 'PartyRepresentative'; readonly actorId: string };

export const serviceOwner: Actor = { actorType: 'ServiceOwner' };

/** A party itself, or a person for it, by URN. */
export const representative = (actorId: string): Actor => ({ actorType: 'PartyRepresentative', actorId });

/** What Dialogporten is told of one thing that happened to a dialog. */
export type HistoryEntry<Transmission extends string = string> = ActivityEntry | TransmissionEntry<Transmission>;

/** A line in the dialog's activity log. */
export interface ActivityEntry {
  readonly kind: 'activity';
  readonly type: ActivityType;
  readonly performedBy: Actor;
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
  /** The transmission that it follows from: the newest of that name in the same dialog. */
  readonly follows?: Transmission;
  /** The id of that one, once it is recorded. */
  readonly relatedTransmissionId?: string;
  /** The ids of its files by their names, once it is recorded. */
  readonly attachmentIds?: Readonly<Record<string, string>>;
}

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

/** A transmission of the definition's, and the one that it follows from, if any. */
export function transmission<Name extends string>(name: Name, sender: Actor, follows?: Name): TransmissionEntry<Name> {
  return { kind: 'transmission', transmission: name, sender, ...(follows !== undefined && { follows }) };
}

/** What the opening of a dialog puts into its history. */
export const openingEntries: readonly HistoryEntry[] = [activity('DialogCreated', serviceOwner)];

/** What the first opening of a transmission by that actor puts into the history. */
export function openedEntry(transmissionId: string, actor: Actor): ActivityEntry {
  return { kind: 'activity', type: 'TransmissionOpened', performedBy: actor, transmissionId };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function isActor(value: unknown): boolean {
  if (!isObject(value)) return false;
  return value['actorType'] === 'ServiceOwner' || typeof value['actorId'] === 'string';
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
    default:
      return false;
  }
}
