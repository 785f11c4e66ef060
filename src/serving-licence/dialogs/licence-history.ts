import {
  activity,
  type Actor,
  type HistoryEntry,
  information,
  representative,
  transmission,
} from '../../dialogs/history.js';
import { applicantOf } from '../applicant.js';
import type { LicenceChange } from '../licence.js';
import { activityTexts, type transmissionTitles } from '../texts.js';

export type LicenceTransmission = keyof typeof transmissionTitles;

type Entries = (actor: Actor, party: string) => readonly HistoryEntry<LicenceTransmission>[];

const entries: Readonly<Record<LicenceChange['type'], Entries>> = {
  confirm: (actor, party) => [information(activityTexts.confirmed[applicantOf(party)], actor)],
  'add-statement': (actor) => [information(activityTexts.stated, actor)],
  submit: (actor, party) => [activity('FormSubmitted', actor), transmission('application', representative(party))],
  sign: (actor) => [activity('SignatureProvided', actor)],
  decide: (actor) => [activity('DialogClosed', actor), transmission('decision', actor, { follows: 'application' })],
  withdraw: (actor) => [activity('DialogDeleted', actor)],
  delete: (actor) => [activity('DialogDeleted', actor)],
};

/** The entries that a change by that actor puts into the history of a dialog of that party. */
export function historyOf(
  { type }: LicenceChange,
  actor: Actor,
  party: string,
): readonly HistoryEntry<LicenceTransmission>[] {
  return entries[type](actor, party);
}
