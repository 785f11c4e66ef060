import type { Texts } from '../http/languages.js';
import type { LicenceState } from './licence.js';

/** What end users read about a dialog in the portal's own lists and buttons. What an embed says stands with the embed. */

export const defaultTitle: Texts = {
  nb: 'Fornyelse av skjenkebevilling',
  nn: 'Fornying av skjenkeløyve',
  en: 'Renewal of licence to serve alcohol',
};

/** Who the dialogs are from: the office, of all that a municipality is. */
export const senderName: Texts = {
  nb: 'Kommunens skjenkekontor',
  nn: 'Skjenkekontoret i kommunen',
  en: 'The municipality’s alcohol licensing office',
};

/** What the state asks of the party, in one sentence (at most 255 characters). */
export const summaries: Readonly<Record<LicenceState, Texts>> = {
  'awaiting-confirmation': {
    nb: 'Skjenkebevillingen må fornyes. Bekreft at dere vil søke.',
    nn: 'Skjenkeløyvet må fornyast. Stadfest at de vil søkje.',
    en: 'The licence to serve alcohol must be renewed. Confirm that you want to apply.',
  },
  draft: {
    nb: 'Søknaden er klar til å sendes inn.',
    nn: 'Søknaden er klar til å sendast inn.',
    en: 'The application is ready to be submitted.',
  },
  'awaiting-signature': {
    nb: 'Søknaden må signeres.',
    nn: 'Søknaden må signerast.',
    en: 'The application must be signed.',
  },
  'awaiting-decision': {
    nb: 'Søknaden er til behandling hos kommunen.',
    nn: 'Søknaden er til handsaming hos kommunen.',
    en: 'The municipality is considering the application.',
  },
  decided: {
    nb: 'Kommunen har avgjort søknaden.',
    nn: 'Kommunen har avgjort søknaden.',
    en: 'The municipality has decided on the application.',
  },
  withdrawn: {
    nb: 'Søknaden er trukket.',
    nn: 'Søknaden er trekt.',
    en: 'The application has been withdrawn.',
  },
};

/** The state's own name for its status (at most 25 characters). */
export const extendedStatuses: Readonly<Record<LicenceState, Texts>> = {
  'awaiting-confirmation': { nb: 'Må bekreftes', nn: 'Må stadfestast', en: 'To be confirmed' },
  draft: { nb: 'Klar til innsending', nn: 'Klar til innsending', en: 'Ready to submit' },
  'awaiting-signature': { nb: 'Må signeres', nn: 'Må signerast', en: 'To be signed' },
  'awaiting-decision': { nb: 'Til behandling', nn: 'Til handsaming', en: 'Under consideration' },
  decided: { nb: 'Avgjort', nn: 'Avgjort', en: 'Decided' },
  withdrawn: { nb: 'Trukket', nn: 'Trekt', en: 'Withdrawn' },
};

/** What the buttons say, and what is asked before they act. */
export const actionTexts = {
  confirm: {
    title: { nb: 'Bekreft', nn: 'Stadfest', en: 'Confirm' },
    prompt: {
      nb: 'Vil dere søke om fornyelse?',
      nn: 'Vil de søkje om fornying?',
      en: 'Do you want to apply for renewal?',
    },
  },
  submit: { title: { nb: 'Send inn', nn: 'Send inn', en: 'Submit' } },
  sign: {
    title: { nb: 'Signer', nn: 'Signer', en: 'Sign' },
    prompt: {
      nb: 'Vil du signere søknaden?',
      nn: 'Vil du signere søknaden?',
      en: 'Do you want to sign the application?',
    },
  },
  open: {
    title: { nb: 'Åpne hos kommunen', nn: 'Opne hos kommunen', en: 'Open at the municipality' },
  },
  withdraw: {
    title: { nb: 'Trekk søknaden', nn: 'Trekk søknaden', en: 'Withdraw the application' },
    prompt: {
      nb: 'Søknaden trekkes og slettes. Vil du fortsette?',
      nn: 'Søknaden blir trekt og sletta. Vil du halde fram?',
      en: 'The application will be withdrawn and deleted. Do you want to continue?',
    },
  },
  delete: {
    title: { nb: 'Slett', nn: 'Slett', en: 'Delete' },
    prompt: {
      nb: 'Dialogen slettes. Vil du fortsette?',
      nn: 'Dialogen blir sletta. Vil du halde fram?',
      en: 'The dialog will be deleted. Do you want to continue?',
    },
  },
} as const satisfies Record<string, { title: Texts; prompt?: Texts }>;

/** What the activity log says where the activity's type alone does not. */
export const activityTexts = {
  confirmed: {
    nb: 'Bekreftet at det søkes om fornyelse',
    nn: 'Stadfesta at det blir søkt om fornying',
    en: 'Confirmed that renewal is applied for',
  },
  stated: {
    nb: 'La til en uttalelse',
    nn: 'La til ei fråsegn',
    en: 'Added a statement',
  },
} as const satisfies Record<string, Texts>;

export const transmissionTitles: Readonly<Record<'receipt' | 'decision', Texts>> = {
  receipt: {
    nb: 'Kvittering for innsendt søknad',
    nn: 'Kvittering for innsend søknad',
    en: 'Receipt for the submitted application',
  },
  decision: { nb: 'Vedtak', nn: 'Vedtak', en: 'Decision' },
};

/** What the files are called. */
export const fileTexts = {
  application: {
    nb: 'Søknad om fornyelse av skjenkebevilling',
    nn: 'Søknad om fornying av skjenkeløyve',
    en: 'Application for renewal of licence to serve alcohol',
  },
  decision: {
    nb: 'Vedtak om skjenkebevilling',
    nn: 'Vedtak om skjenkeløyve',
    en: 'Decision on licence to serve alcohol',
  },
} as const satisfies Record<string, Texts>;
