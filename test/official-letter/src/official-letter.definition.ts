import type { DialogStatus } from '../../../src/dialogporten/dialogporten-types.js';
import type { Attachment, DialogDefinition, GuiAction } from '../../../src/dialogs/dialog-definition.js';
import { activity, type Actor, type HistoryEntry, information } from '../../../src/dialogs/history.js';
import type { Texts } from '../../../src/http/languages.js';
import { type Enclosure, OfficialLetterContent } from './letter.js';
import {
  applyChange,
  examples,
  isOfficialLetter,
  type OfficialLetter,
  type OfficialLetterChange,
  type OfficialLetterState,
} from './official-letter.js';
import { actionTitles, activityTexts, embedTexts, nonSensitive, reminded, summaries, title } from './texts.js';

/** The level that users must be logged in at: letters may be about anything. */
export const letterLevel = 4;

const twoWeeksMs = 14 * 24 * 60 * 60 * 1_000;

const statuses: Readonly<Record<OfficialLetterState, DialogStatus>> = {
  unconfirmed: 'RequiresAttention',
  confirmed: 'Completed',
  withdrawn: 'NotApplicable',
};

/** Entries of the dialog's history for each change. */
const histories: Readonly<Record<OfficialLetterChange['type'], (actor: Actor) => readonly HistoryEntry<never>[]>> = {
  confirm: (actor) => [information(activityTexts.confirm, actor)],
  remind: (actor) => [information(activityTexts.remind, actor)],
  withdraw: (actor) => [activity('DialogDeleted', actor)],
};

/** A letter is in one language, that of its sender. */
const same = (words: string): Texts => ({ nb: words, nn: words, en: words });

const confirmButton = (dialog: string): GuiAction => ({
  name: 'confirm',
  action: 'confirm',
  level: letterLevel,
  priority: 'Primary',
  httpMethod: 'POST',
  path: `${dialog}/confirm`,
  title: actionTitles.confirm,
});

const attachment = (dialog: string, { name, mediaType }: Enclosure): Attachment => ({
  name,
  displayName: same(name),
  mediaType,
  path: (id) => `${dialog}/enclosures/${id}`,
});

/** Everything that a letter is. */
export const officialLetter: DialogDefinition<OfficialLetter, OfficialLetterChange, never, OfficialLetterContent> = {
  serviceResource: 'urn:altinn:resource:official-letter',
  opening: {
    body: OfficialLetterContent,
    bodyKibibytes: 256,
    examples: [examples.unconfirmed.letter, { ...examples.unconfirmed.letter, remindAt: new Date(0) }],
  },
  initial: ({ subject, body, enclosures }) => ({ state: 'unconfirmed', letter: { subject, body, enclosures } }),
  examples: [{ ...examples.unconfirmed, remindedAt: examples.confirmed.confirmedAt }, ...Object.values(examples)],
  exampleChanges: [{ type: 'confirm' }, { type: 'remind' }, { type: 'withdraw' }],
  transmissions: {},
  read: (stored) => (isOfficialLetter(stored) ? stored : undefined),
  apply: applyChange,
  isDeleted: ({ state }) => state === 'withdrawn',
  history: ({ type }, actor) => histories[type](actor),
  effects: (change, _, at) => {
    if (change.type === 'remind') return [];
    if (change.type !== 'opened') return [{ cancel: 'remind' }];
    const { remindAt = new Date(at.getTime() + twoWeeksMs) } = change.content;
    return [{ name: 'remind', notBefore: remindAt }];
  },
  describe: ({ state }) => ({ state }),
  view: ({ id, state: current }) => {
    const dialog = `/official-letter/${id}`;
    const { state } = current;
    const letter = state === 'withdrawn' ? undefined : current.letter;
    const isReminded = state === 'unconfirmed' && current.remindedAt !== undefined;
    return {
      status: statuses[state],
      title: letter ? same(letter.subject) : title,
      summary: summaries[state],
      nonSensitiveTitle: nonSensitive.title,
      nonSensitiveSummary: nonSensitive.summary,
      ...(isReminded && { extendedStatus: reminded }),
      showsDueAt: state === 'unconfirmed',
      embed: { path: `${dialog}/embed`, shows: { current, summaries, embedTexts } },
      guiActions: state === 'unconfirmed' ? [confirmButton(dialog)] : [],
      attachments: (letter?.enclosures ?? []).map((enclosure) => attachment(dialog, enclosure)),
    };
  },
};
