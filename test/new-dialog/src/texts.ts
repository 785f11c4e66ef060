import type { Texts } from '../../../src/http/languages.js';
import type { NewDialogState } from './new-dialog.js';

/** At most 255 characters, like the summaries and what the buttons say. */
export const title: Texts = { nb: 'New dialog', nn: 'New dialog', en: 'New dialog' };

/** The task of the party in each state, in one sentence: in the portal's lists. */
export const summaries: Readonly<Record<NewDialogState, Texts>> = {
  open: { nb: 'Du må bekrefte.', nn: 'Du må stadfeste.', en: 'You have to confirm.' },
  confirmed: { nb: 'Du har bekreftet.', nn: 'Du har stadfesta.', en: 'You have confirmed.' },
};

/** Titles of the buttons. */
export const actionTitles = {
  confirm: { nb: 'Bekreft', nn: 'Stadfest', en: 'Confirm' },
} as const satisfies Record<string, Texts>;

/** Texts of the activity log. */
export const activityTexts = {
  confirmed: { nb: 'Bekreftet', nn: 'Stadfesta', en: 'Confirmed' },
} as const satisfies Record<string, Texts>;

/** Heading of the embed. The portal shows title, status and summary above it. */
export const headings: Readonly<Record<NewDialogState, Texts>> = {
  open: { nb: 'Bekreft at det stemmer', nn: 'Stadfest at det stemmer', en: 'Confirm that it is right' },
  confirmed: { nb: 'Vi har fått svaret', nn: 'Vi har fått svaret', en: 'We have your answer' },
};

/** Further texts of the embed. */
export const embedTexts = {
  confirmedAt: { nb: 'Bekreftet', nn: 'Stadfesta', en: 'Confirmed' },
} as const satisfies Record<string, Texts>;
