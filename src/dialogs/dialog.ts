import type { Ours } from '../delivery/projections.js';
import type { Language } from '../http/languages.js';

/** A state: its name, and what is known of a dialog in it. */
export interface DialogState {
  readonly state: string;
}

/** A dialog, or a part of one, whose state is as it is stored: its definition has not read it. */
export type Stored<Part> = Omit<Part, 'state'> & { readonly state: unknown };
export type StoredDialog = Stored<Dialog>;

/** One of our dialogs: its state by the rules of its definition, and what surrounds it. */
export interface Dialog<State extends DialogState = DialogState> {
  /** The id that it has both here and in Dialogporten: a version 7 UUID, in lower case. */
  readonly id: string;
  /** The person or organisation that owns it, as a URN. */
  readonly party: string;
  /** Names its definition. */
  readonly serviceResource: string;
  /** The title that the service owner gave it, if any; bokmål stands in for a language that is missing. */
  readonly title?: DialogTitle;
  readonly dueAt?: Date;
  readonly externalReference?: string;
  /** The number of the organisation whose system opened it. */
  readonly owner?: string;
  readonly state: State;
  /** Counts the changes; the first one is 1. */
  readonly version: number;
  /** The newest version that Dialogporten is known to have; 0 before it has the dialog at all. */
  readonly deliveredVersion: number;
  /** The versions that Dialogporten has rejected since it took one. */
  readonly rejectedVersions: readonly number[];
  /** When we found that Dialogporten no longer has the dialog, though we had not deleted it. */
  readonly goneAt?: Date;
  /** Dialogporten's revision after we wrote to it last. */
  readonly revision?: string;
  /** Parts that other systems have put into it in Dialogporten. */
  readonly others?: unknown;
  /** Parts of it that are ours, as far as Dialogporten may have them. */
  readonly ours?: Ours;
  /** The changes that Dialogporten does not have yet. */
  readonly pending?: unknown;
  /** Activities of its history have been removed, since it was old (`RETENTION_DAYS`). */
  readonly isTidied?: boolean;
  /** Attempts to deliver it that have failed since the last success. */
  readonly attempts?: number;
  /** How far its newest version has come. Not there before it is stored. */
  readonly delivery?: DeliveryState;
  readonly createdAt: Date;
  readonly changedAt: Date;
}

/** The part of a dialog that its view depends on; no more is read from the database to show it. */
export type ShownDialog<State extends DialogState = DialogState> = Pick<
  Dialog<State>,
  | 'id'
  | 'party'
  | 'serviceResource'
  | 'title'
  | 'dueAt'
  | 'externalReference'
  | 'state'
  | 'version'
  | 'deliveredVersion'
  | 'goneAt'
  | 'ours'
>;

/** Whether Dialogporten has the newest version of a dialog; if not, why not. */
export type DeliveryState =
  | { readonly status: 'delivered' }
  | { readonly status: 'waiting'; readonly since: Date; readonly failedAttempts: number; readonly reason?: string }
  | { readonly status: 'rejected'; readonly since: Date; readonly reason: string }
  | { readonly status: 'gone'; readonly since: Date };

/** A title by language, as a service owner gives it. */
export type DialogTitle = Readonly<{ nb: string } & Partial<Record<Language, string>>>;
