import type { Texts } from '../http/languages.js';
import type { ApplicantTexts } from './applicant.js';
import type { LicenceState } from './licence.js';

/** Texts of a dialog in the portal's own lists and buttons. Those of an embed stand with the embed. */

/** The authority that the dialogs are from, by its name: lists, pages and documents show it. */
export const municipality: Texts = { nb: 'Fjordvik kommune', nn: 'Fjordvik kommune', en: 'Fjordvik Municipality' };

export const defaultTitle: Texts = {
  nb: 'Fornyelse av skjenkebevilling',
  nn: 'Fornying av skjenkeløyve',
  en: 'Renewal of licence to serve alcohol',
};

/**
 * Where the matter stands, in one sentence (at most 255 characters). The task is the heading of the embed, right below
 * it.
 */
export const summaries: Readonly<Record<LicenceState, Texts>> = {
  'awaiting-confirmation': {
    nb: 'Bevillingen til å skjenke alkohol må fornyes.',
    nn: 'Løyvet til å skjenkje alkohol må fornyast.',
    en: 'The licence to serve alcohol must be renewed.',
  },
  draft: {
    nb: 'Søknaden er ikke sendt inn ennå.',
    nn: 'Søknaden er ikkje send inn enno.',
    en: 'The application has not been submitted yet.',
  },
  'awaiting-signature': {
    nb: 'Søknaden er sendt inn, men mangler signatur.',
    nn: 'Søknaden er send inn, men manglar signatur.',
    en: 'The application has been submitted, but lacks a signature.',
  },
  'awaiting-decision': {
    nb: `${municipality.nb} har fått den signerte søknaden.`,
    nn: `${municipality.nn} har fått den signerte søknaden.`,
    en: `${municipality.en} has received the signed application.`,
  },
  decided: {
    nb: `${municipality.nb} har avgjort søknaden.`,
    nn: `${municipality.nn} har avgjort søknaden.`,
    en: `${municipality.en} has decided on the application.`,
  },
  withdrawn: {
    nb: 'Dialogen blir slettet.',
    nn: 'Dialogen blir sletta.',
    en: 'The dialog will be deleted.',
  },
};

/** Where the matter stands, in two or three words (at most 25 characters). */
export const stateNames: Readonly<Record<LicenceState, Texts>> = {
  'awaiting-confirmation': { nb: 'Må bekreftes', nn: 'Må stadfestast', en: 'To be confirmed' },
  draft: { nb: 'Klar til innsending', nn: 'Klar til innsending', en: 'Ready to submit' },
  'awaiting-signature': { nb: 'Må signeres', nn: 'Må signerast', en: 'To be signed' },
  'awaiting-decision': { nb: 'Til behandling', nn: 'Til behandling', en: 'Under consideration' },
  decided: { nb: 'Vedtaket er klart', nn: 'Vedtaket er klart', en: 'Decision made' },
  withdrawn: { nb: 'Trukket', nn: 'Trekt', en: 'Withdrawn' },
};

/** The title of a button, and the question before it acts. */
export interface ActionTexts {
  readonly title: Texts;
  readonly prompt?: Texts | ApplicantTexts;
}

export const actionTexts = {
  confirm: {
    title: { nb: 'Bekreft', nn: 'Stadfest', en: 'Confirm' },
    prompt: {
      business: {
        nb: 'Vil virksomheten søke om å fornye skjenkebevillingen?',
        nn: 'Vil verksemda søkje om å fornye skjenkeløyvet?',
        en: 'Does the business want to apply to renew the licence to serve alcohol?',
      },
      person: {
        nb: 'Vil du søke om å fornye skjenkebevillingen?',
        nn: 'Vil du søkje om å fornye skjenkeløyvet?',
        en: 'Do you want to apply to renew the licence to serve alcohol?',
      },
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
    title: { nb: 'Åpne hos kommunen', nn: 'Opne hos kommunen', en: 'Open on the municipality’s site' },
  },
  withdraw: {
    title: { nb: 'Trekk søknaden', nn: 'Trekk søknaden', en: 'Withdraw the application' },
    prompt: {
      nb: 'Søknaden blir trukket, og dialogen blir slettet. Vil du fortsette?',
      nn: 'Søknaden blir trekt, og dialogen blir sletta. Vil du halde fram?',
      en: 'The application will be withdrawn, and the dialog deleted. Do you want to continue?',
    },
  },
  delete: {
    title: { nb: 'Slett', nn: 'Slett', en: 'Delete' },
    prompt: {
      nb: 'Dialogen blir slettet. Vil du fortsette?',
      nn: 'Dialogen blir sletta. Vil du halde fram?',
      en: 'The dialog will be deleted. Do you want to continue?',
    },
  },
} as const satisfies Record<string, ActionTexts>;

/** Texts of the activity log, where the activity's type alone does not suffice. */
export const activityTexts = {
  confirmed: {
    business: {
      nb: 'Bekreftet at virksomheten vil søke om fornyelse',
      nn: 'Stadfesta at verksemda vil søkje om fornying',
      en: 'Confirmed that the business wants to apply for renewal',
    },
    person: {
      nb: 'Bekreftet ønsket om fornyelse',
      nn: 'Stadfesta ønsket om fornying',
      en: 'Confirmed the wish for renewal',
    },
  },
  stated: {
    nb: 'La til en uttalelse',
    nn: 'La til ei fråsegn',
    en: 'Added a statement',
  },
} as const satisfies Record<string, Texts | ApplicantTexts>;

export const transmissionTitles = {
  application: { nb: 'Innsendt søknad', nn: 'Innsend søknad', en: 'Submitted application' },
  receipt: {
    nb: 'Kvittering for innsendt søknad',
    nn: 'Kvittering for innsend søknad',
    en: 'Receipt for the submitted application',
  },
  decision: {
    nb: `Vedtak fra ${municipality.nb}`,
    nn: `Vedtak frå ${municipality.nn}`,
    en: `Decision by ${municipality.en}`,
  },
} as const satisfies Record<string, Texts>;

/** Names of the files. */
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
