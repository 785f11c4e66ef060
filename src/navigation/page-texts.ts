import type { Language, Texts } from '../http/languages.js';

/** Texts of our pages besides those of a dialog. */
export const pageTexts = {
  sender: { nb: 'Fra', nn: 'Frå', en: 'From' },
  party: { nb: 'Gjelder', nn: 'Gjeld', en: 'Concerns' },
  status: { nb: 'Status', nn: 'Status', en: 'Status' },
  dueAt: { nb: 'Frist', nn: 'Frist', en: 'Due' },
  files: { nb: 'Vedlegg', nn: 'Vedlegg', en: 'Attachments' },
  language: { nb: 'Språk', nn: 'Språk', en: 'Language' },
  logOut: { nb: 'Logg ut', nn: 'Logg ut', en: 'Log out' },
  loggedOut: { nb: 'Du er logget ut', nn: 'Du er logga ut', en: 'You are logged out' },
  closeWindow: {
    nb: 'Bruker du en maskin som andre også bruker, bør du lukke nettleseren.',
    nn: 'Bruker du ei maskin som andre òg bruker, bør du lukke nettlesaren.',
    en: 'If you are using a computer that others use too, you should close the browser.',
  },
  toPortal: {
    nb: 'Tilbake til dialogen i innboksen',
    nn: 'Tilbake til dialogen i innboksen',
    en: 'Back to the dialog in the inbox',
  },
  inPortal: {
    nb: 'Det du skal gjøre, gjør du i innboksen.',
    nn: 'Det du skal gjere, gjer du i innboksen.',
    en: 'Do what you have to do in the inbox.',
  },
  anotherPerson: {
    nb: 'Logg ut for å logge inn som en annen.',
    nn: 'Logg ut for å logge inn som ein annan.',
    en: 'Log out to log in as another person.',
  },
} as const satisfies Record<string, Texts>;

/** The languages by their own names. */
export const languageNames: Readonly<Record<Language, string>> = { nb: 'Bokmål', nn: 'Nynorsk', en: 'English' };
