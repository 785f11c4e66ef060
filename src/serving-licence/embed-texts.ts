import type { Texts } from '../http/languages.js';
import { gracePeriodDays, type LicenceState } from './licence.js';

/** What an embed says of a state: a heading that leads with what to do, a few sentences, and what comes next, in order. */
export interface StateTexts {
  readonly heading: Texts;
  readonly text: Texts;
  readonly steps?: readonly Texts[];
}

const confirmStep: Texts = {
  nb: 'Bekreft at dere vil søke om fornyelse.',
  nn: 'Stadfest at de vil søkje om fornying.',
  en: 'Confirm that you want to apply for renewal.',
};
const submitStep: Texts = {
  nb: 'Se over opplysningene i søknaden, og send den inn.',
  nn: 'Sjå over opplysningane i søknaden, og send han inn.',
  en: 'Check the details in the application, and submit it.',
};
const signStep: Texts = {
  nb: 'En som kan forplikte virksomheten, signerer søknaden.',
  nn: 'Ein som kan binde verksemda, signerer søknaden.',
  en: 'Somebody who can commit the business signs the application.',
};
const considerStep: Texts = {
  nb: 'Kommunen behandler søknaden.',
  nn: 'Kommunen handsamar søknaden.',
  en: 'The municipality considers the application.',
};
const decisionStep: Texts = {
  nb: 'Dere får vedtaket her i dialogen.',
  nn: 'De får vedtaket her i dialogen.',
  en: 'You get the decision here in the dialog.',
};

export const stateTexts: Readonly<Record<LicenceState, StateTexts>> = {
  'awaiting-confirmation': {
    heading: { nb: 'Bekreft at dere vil søke', nn: 'Stadfest at de vil søkje', en: 'Confirm that you want to apply' },
    text: {
      nb: 'Kommunen ber dere fornye bevillingen til å skjenke alkohol. Slik går det videre:',
      nn: 'Kommunen ber dykk fornye løyvet til å skjenkje alkohol. Slik går det vidare:',
      en: 'The municipality asks you to renew your licence to serve alcohol. These are the steps:',
    },
    steps: [confirmStep, submitStep, signStep, decisionStep],
  },
  draft: {
    heading: { nb: 'Send inn søknaden', nn: 'Send inn søknaden', en: 'Submit the application' },
    text: {
      nb: 'Søknaden er fylt ut med opplysninger som kommunen allerede har. Slik går det videre:',
      nn: 'Søknaden er fylt ut med opplysningar som kommunen alt har. Slik går det vidare:',
      en: 'The application is filled in with what the municipality already knows. These are the steps:',
    },
    steps: [submitStep, signStep, decisionStep],
  },
  'awaiting-signature': {
    heading: { nb: 'Signer søknaden', nn: 'Signer søknaden', en: 'Sign the application' },
    text: {
      nb: 'Den som signerer, må kunne forplikte virksomheten og være logget inn på høyt sikkerhetsnivå. Slik går det videre:',
      nn: 'Den som signerer, må kunne binde verksemda og vere logga inn på høgt tryggingsnivå. Slik går det vidare:',
      en: 'The person who signs must be able to commit the business and be logged in at a high level of security. These are the steps:',
    },
    steps: [signStep, considerStep, decisionStep],
  },
  'awaiting-decision': {
    heading: {
      nb: 'Dere trenger ikke gjøre noe nå',
      nn: 'De treng ikkje gjere noko no',
      en: 'There is nothing to do now',
    },
    text: { nb: 'Slik går det videre:', nn: 'Slik går det vidare:', en: 'These are the steps:' },
    steps: [considerStep, decisionStep],
  },
  decided: {
    heading: { nb: 'Les vedtaket', nn: 'Les vedtaket', en: 'Read the decision' },
    text: {
      nb: `Kommunen har avgjort søknaden. Vedtaket ligger i dialogen. Dialogen kan slettes når det har gått ${gracePeriodDays} dager siden vedtaket.`,
      nn: `Kommunen har avgjort søknaden. Vedtaket ligg i dialogen. Dialogen kan slettast når det har gått ${gracePeriodDays} dagar sidan vedtaket.`,
      en: `The municipality has decided on the application. The decision is in the dialog. The dialog may be deleted when ${gracePeriodDays} days have passed since the decision.`,
    },
  },
  withdrawn: {
    heading: { nb: 'Søknaden er trukket', nn: 'Søknaden er trekt', en: 'The application has been withdrawn' },
    text: {
      nb: 'Dialogen blir slettet. Dere kan søke på nytt når som helst.',
      nn: 'Dialogen blir sletta. De kan søkje på nytt når som helst.',
      en: 'The dialog will be deleted. You can apply again at any time.',
    },
  },
};

/** The names of facts, and headings of parts. */
export const embedTexts = {
  submittedAt: { nb: 'Sendt inn', nn: 'Sendt inn', en: 'Submitted' },
  signedAt: { nb: 'Signert', nn: 'Signert', en: 'Signed' },
  decidedAt: { nb: 'Avgjort', nn: 'Avgjort', en: 'Decided' },
  reference: { nb: 'Saksnummer', nn: 'Saksnummer', en: 'Case number' },
  reason: { nb: 'Begrunnelse', nn: 'Grunngjeving', en: 'Reason' },
  statements: { nb: 'Uttalelser', nn: 'Fråsegner', en: 'Statements' },
} as const satisfies Record<string, Texts>;

export const receiptTexts = {
  heading: { nb: 'Vi har mottatt søknaden', nn: 'Vi har fått søknaden', en: 'We have received the application' },
  text: {
    nb: 'Søknaden om å fornye skjenkebevillingen er kommet fram til kommunen. Den må signeres før kommunen kan behandle den.',
    nn: 'Søknaden om å fornye skjenkeløyvet er komen fram til kommunen. Han må signerast før kommunen kan handsame han.',
    en: 'The application to renew the licence to serve alcohol has reached the municipality. It must be signed before the municipality can consider it.',
  },
} as const satisfies Record<string, Texts>;

export const decisionTexts = {
  granted: {
    heading: { nb: 'Søknaden er innvilget', nn: 'Søknaden er innvilga', en: 'The application has been granted' },
    text: {
      nb: 'Skjenkebevillingen er fornyet.',
      nn: 'Skjenkeløyvet er fornya.',
      en: 'The licence to serve alcohol has been renewed.',
    },
  },
  refused: {
    heading: { nb: 'Søknaden er avslått', nn: 'Søknaden er avslått', en: 'The application has been refused' },
    text: {
      nb: 'Skjenkebevillingen er ikke fornyet.',
      nn: 'Skjenkeløyvet er ikkje fornya.',
      en: 'The licence to serve alcohol has not been renewed.',
    },
  },
} as const satisfies Record<string, Record<string, Texts>>;
