import type { Texts } from '../http/languages.js';
import type { Change } from './licence.js';
import { activityTexts, type transmissionTitles } from './texts.js';

/** Who did something, as Dialogporten is told: the service owner, or somebody by the URN in the dialog token. */
export type Actor =
  { readonly actorType: 'ServiceOwner' } | { readonly actorType: 'PartyRepresentative'; readonly actorId: string };

/** What Dialogporten is told of one thing that happened to a dialog. */
export type HistoryEntry = ActivityEntry | TransmissionEntry;

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

type ActivityType =
  | 'DialogCreated'
  | 'Information'
  | 'FormSubmitted'
  | 'SignatureProvided'
  | 'TransmissionOpened'
  | 'DialogClosed'
  | 'DialogDeleted';

/** A document that was sent, one way or the other: the receipt for an application, or the decision on it. */
export interface TransmissionEntry {
  readonly kind: 'transmission';
  readonly document: TransmittedDocument;
  readonly sender: Actor;
}

export type TransmittedDocument = keyof typeof transmissionTitles;

/** An entry with the id that it has in Dialogporten, and its place in the history. */
export interface RecordedEntry {
  readonly id: string;
  readonly version: number;
  readonly entry: HistoryEntry;
  readonly happenedAt: Date;
}

/** What the opening of a dialog puts into its history. */
export const openingEntries: readonly HistoryEntry[] = [
  { kind: 'activity', type: 'DialogCreated', performedBy: { actorType: 'ServiceOwner' } },
];

/** What a change by that actor puts into the history of a dialog: always an activity first. */
export function entriesOf(change: Change, actor: Actor): readonly HistoryEntry[] {
  switch (change.type) {
    case 'confirm':
      return [informationBy(actor, activityTexts.confirmed)];
    case 'state':
      return [informationBy(actor, activityTexts.stated)];
    case 'submit':
      return [
        { kind: 'activity', type: 'FormSubmitted', performedBy: actor },
        { kind: 'transmission', document: 'receipt', sender: actor },
      ];
    case 'sign':
      return [{ kind: 'activity', type: 'SignatureProvided', performedBy: actor }];
    case 'decide':
      return [
        { kind: 'activity', type: 'DialogClosed', performedBy: actor },
        { kind: 'transmission', document: 'decision', sender: actor },
      ];
    case 'delete':
      return [{ kind: 'activity', type: 'DialogDeleted', performedBy: actor }];
  }
}

/** What the first opening of a transmission by that actor puts into the history. */
export function openedEntry(transmissionId: string, actor: Actor): ActivityEntry {
  return { kind: 'activity', type: 'TransmissionOpened', performedBy: actor, transmissionId };
}

function informationBy(actor: Actor, description: Texts): ActivityEntry {
  return { kind: 'activity', type: 'Information', performedBy: actor, description };
}
