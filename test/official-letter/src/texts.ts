import type { Texts } from '../../../src/http/languages.js';
import type { OfficialLetterState } from './official-letter.js';

/** Stands in the place of the subject where there is none any more. At most 255 characters, like all but the embed's. */
export const title: Texts = { nb: 'Brev', nn: 'Brev', en: 'Letter' };

/** Texts for users whose level is too low to read the letter: they do not tell its subject. */
export const nonSensitive = {
  title: { nb: 'Du har fått et brev', nn: 'Du har fått eit brev', en: 'You have received a letter' },
  summary: {
    nb: 'Logg inn med et høyere sikkerhetsnivå for å lese det.',
    nn: 'Logg inn med eit høgare tryggleiksnivå for å lese det.',
    en: 'Log in at a higher level of security to read it.',
  },
} as const satisfies Record<string, Texts>;

/** The task of the recipient in each state, in one sentence: in the portal's lists. */
export const summaries: Readonly<Record<OfficialLetterState, Texts>> = {
  unconfirmed: {
    nb: 'Bekreft at du har mottatt brevet.',
    nn: 'Stadfest at du har fått brevet.',
    en: 'Confirm that you have received the letter.',
  },
  confirmed: {
    nb: 'Du har bekreftet at du har mottatt brevet.',
    nn: 'Du har stadfesta at du har fått brevet.',
    en: 'You have confirmed that you have received the letter.',
  },
  withdrawn: {
    nb: 'Avsenderen har trukket brevet tilbake.',
    nn: 'Avsendaren har trekt brevet tilbake.',
    en: 'The sender has withdrawn the letter.',
  },
};

/** Stands beside the status once the recipient has been reminded. At most 25 characters. */
export const reminded: Texts = { nb: 'Påminnelse sendt', nn: 'Påminning send', en: 'Reminder sent' };

/** Titles of the buttons. */
export const actionTitles = {
  confirm: { nb: 'Bekreft mottak', nn: 'Stadfest mottak', en: 'Confirm receipt' },
} as const satisfies Record<string, Texts>;

/** Texts of the activity log. */
export const activityTexts = {
  confirm: { nb: 'Mottak bekreftet', nn: 'Mottak stadfesta', en: 'Receipt confirmed' },
  remind: {
    nb: 'Vi minnet om at brevet ikke er bekreftet',
    nn: 'Vi minna om at brevet ikkje er stadfesta',
    en: 'We sent a reminder that the letter is not confirmed',
  },
} as const satisfies Record<string, Texts>;

/** Texts of the embed besides the letter itself. */
export const embedTexts = {
  confirmFirst: {
    nb: 'Vedleggene kan åpnes når du har bekreftet at du har mottatt brevet.',
    nn: 'Vedlegga kan opnast når du har stadfesta at du har fått brevet.',
    en: 'The enclosures can be opened once you have confirmed that you have received the letter.',
  },
  confirmedAt: { nb: 'Mottak bekreftet', nn: 'Mottak stadfesta', en: 'Receipt confirmed' },
} as const satisfies Record<string, Texts>;
