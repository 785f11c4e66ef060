import type { Texts } from '../../../src/http/languages.js';
import type { NewDialogState } from './new-dialog.js';

/** At most 255 characters, like the summaries and what the buttons say. */
export const title: Texts = { nb: 'New dialog', nn: 'New dialog', en: 'New dialog' };

/** What a state asks of the party, in one sentence: in the portal's lists. */
export const summaries: Readonly<Record<NewDialogState, Texts>> = {
  open: { nb: 'Du må bekrefte.', nn: 'Du må stadfeste.', en: 'You have to confirm.' },
  confirmed: { nb: 'Du har bekreftet.', nn: 'Du har stadfesta.', en: 'You have confirmed.' },
};

/** What the buttons say. */
export const actionTitles = {
  confirm: { nb: 'Bekreft', nn: 'Stadfest', en: 'Confirm' },
} as const satisfies Record<string, Texts>;

/** What the activity log says of a change. */
export const activityTexts = {
  confirmed: { nb: 'Bekreftet', nn: 'Stadfesta', en: 'Confirmed' },
} as const satisfies Record<string, Texts>;

/** What the embed leads with. The portal shows title, status and summary above it. */
export const headings: Readonly<Record<NewDialogState, Texts>> = {
  open: { nb: 'Bekreft at det stemmer', nn: 'Stadfest at det stemmer', en: 'Confirm that it is right' },
  confirmed: { nb: 'Vi har fått svaret', nn: 'Vi har fått svaret', en: 'We have your answer' },
};

/** What else the embed says. */
export const embedTexts = {
  confirmedAt: { nb: 'Bekreftet', nn: 'Stadfesta', en: 'Confirmed' },
} as const satisfies Record<string, Texts>;
