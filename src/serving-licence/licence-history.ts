import {
  activity,
  type Actor,
  type HistoryEntry,
  information,
  serviceOwner,
  transmission,
} from '../dialogs/history.js';
import type { LicenceChange } from './licence.js';
import { activityTexts, type transmissionTitles } from './texts.js';

export type LicenceTransmission = keyof typeof transmissionTitles;

type Entries = (actor: Actor) => readonly HistoryEntry<LicenceTransmission>[];

const entries: Readonly<Record<LicenceChange['type'], Entries>> = {
  confirm: (actor) => [information(activityTexts.confirmed, actor)],
  state: (actor) => [information(activityTexts.stated, actor)],
  submit: (actor) => [activity('FormSubmitted', actor), transmission('receipt', serviceOwner)],
  sign: (actor) => [activity('SignatureProvided', actor)],
  decide: (actor) => [activity('DialogClosed', actor), transmission('decision', actor, 'receipt')],
  withdraw: (actor) => [activity('DialogDeleted', actor)],
  delete: (actor) => [activity('DialogDeleted', actor)],
};

/** What a change by that actor puts into the history of a dialog. */
export function historyOf({ type }: LicenceChange, actor: Actor): readonly HistoryEntry<LicenceTransmission>[] {
  return entries[type](actor);
}
