import type { Texts } from '../../http/languages.js';
import type { ApplicantTexts } from '../applicant.js';
import { municipality } from '../texts.js';

/** The names of facts, and headings of parts. */
export const embedTexts = {
  applicant: { nb: 'Søker', nn: 'Søkjar', en: 'Applicant' },
  organisationNumber: { nb: 'Organisasjonsnummer', nn: 'Organisasjonsnummer', en: 'Organisation number' },
  municipality: { nb: 'Kommune', nn: 'Kommune', en: 'Municipality' },
  reference: { nb: 'Saksnummer', nn: 'Saksnummer', en: 'Case number' },
  submittedAt: { nb: 'Sendt inn', nn: 'Sendt inn', en: 'Submitted' },
  signedAt: { nb: 'Signert', nn: 'Signert', en: 'Signed' },
  signedBy: { nb: 'Signert av', nn: 'Signert av', en: 'Signed by' },
  decidedAt: { nb: 'Avgjort', nn: 'Avgjort', en: 'Decided' },
  reason: { nb: 'Begrunnelse', nn: 'Grunngiving', en: 'Reason' },
  statements: { nb: 'Uttalelser', nn: 'Fråsegner', en: 'Statements' },
  steps: { nb: 'Slik går det videre:', nn: 'Slik går det vidare:', en: 'What happens next:' },
} as const satisfies Record<string, Texts>;

/** The later steps, for readers of an earlier one. */
export const stepTexts = {
  submit: {
    nb: 'Se over søknaden, og send den inn.',
    nn: 'Sjå over søknaden, og send han inn.',
    en: 'Check the application, and submit it.',
  },
  sign: {
    business: {
      nb: 'En som kan forplikte virksomheten, signerer søknaden.',
      nn: 'Ein som kan forplikte verksemda, signerer søknaden.',
      en: 'A person who may sign for the business signs the application.',
    },
    person: {
      nb: 'Søkeren signerer søknaden.',
      nn: 'Søkjaren signerer søknaden.',
      en: 'The applicant signs the application.',
    },
  },
  decide: {
    nb: `${municipality.nb} behandler søknaden, og vedtaket kommer her i dialogen.`,
    nn: `${municipality.nn} behandlar søknaden, og vedtaket kjem her i dialogen.`,
    en: `${municipality.en} considers the application, and the decision comes here in the dialog.`,
  },
} as const satisfies Record<string, Texts | ApplicantTexts>;

/** The reader's task, and its reason: a heading, and a few sentences. */
export interface LeadTexts {
  readonly heading: Texts | ApplicantTexts;
  readonly text: Texts | ApplicantTexts;
}

const whoMayApply: ApplicantTexts = {
  business: {
    nb: 'Det kan en som har tilgang til å søke for virksomheten. Daglig leder kan gi deg tilgang i Altinn.',
    nn: 'Det kan ein som har tilgang til å søkje for verksemda. Dagleg leiar kan gi deg tilgang i Altinn.',
    en: 'A person with access to apply for the business can. The general manager can give you access in Altinn.',
  },
  person: {
    nb: 'Det kan søkeren selv, eller en som søkeren har gitt tilgang i Altinn.',
    nn: 'Det kan søkjaren sjølv, eller ein som søkjaren har gitt tilgang i Altinn.',
    en: 'The applicant can, and so can a person whom the applicant has given access in Altinn.',
  },
};

/** The leads of the main embed, by what the reader is to do. */
export const leads = {
  confirm: {
    heading: {
      business: {
        nb: 'Bekreft at virksomheten vil søke',
        nn: 'Stadfest at verksemda vil søkje',
        en: 'Confirm that the business wants to apply',
      },
      person: { nb: 'Bekreft at du vil søke', nn: 'Stadfest at du vil søkje', en: 'Confirm that you want to apply' },
    },
    text: {
      nb: `${municipality.nb} lager da et utkast til søknad, med de opplysningene som kommunen allerede har.`,
      nn: `${municipality.nn} lagar då eit utkast til søknad, med dei opplysningane som kommunen alt har.`,
      en: `${municipality.en} then drafts an application, with the information that it already has.`,
    },
  },
  'confirm-others': {
    heading: {
      nb: 'Du har ikke tilgang til å bekrefte',
      nn: 'Du har ikkje tilgang til å stadfeste',
      en: 'You do not have access to confirm',
    },
    text: whoMayApply,
  },
  submit: {
    heading: { nb: 'Send inn søknaden', nn: 'Send inn søknaden', en: 'Submit the application' },
    text: {
      nb: `Søknaden er fylt ut med opplysninger som ${municipality.nb} allerede har. Se over at alt stemmer.`,
      nn: `Søknaden er fylt ut med opplysningar som ${municipality.nn} alt har. Sjå over at alt stemmer.`,
      en: `The application is filled in with information that ${municipality.en} already has. Check that it is right.`,
    },
  },
  'submit-others': {
    heading: {
      nb: 'Du har ikke tilgang til å sende inn søknaden',
      nn: 'Du har ikkje tilgang til å sende inn søknaden',
      en: 'You do not have access to submit the application',
    },
    text: whoMayApply,
  },
  sign: {
    heading: { nb: 'Signer søknaden', nn: 'Signer søknaden', en: 'Sign the application' },
    text: {
      nb: `${municipality.nb} kan ikke behandle søknaden før du har signert.`,
      nn: `${municipality.nn} kan ikkje behandle søknaden før du har signert.`,
      en: `${municipality.en} cannot consider the application before you have signed.`,
    },
  },
  'sign-higher': {
    heading: {
      nb: 'Logg inn med høyere sikkerhetsnivå for å signere',
      nn: 'Logg inn med høgare tryggleiksnivå for å signere',
      en: 'Log in at a higher level of assurance to sign',
    },
    text: {
      nb: 'Logg ut, og logg inn igjen med BankID, Buypass eller Commfides. Da kan du signere her.',
      nn: 'Logg ut, og logg inn igjen med BankID, Buypass eller Commfides. Då kan du signere her.',
      en: 'Log out, and log in again with BankID, Buypass or Commfides. You can then sign here.',
    },
  },
  'sign-no-higher': {
    heading: {
      nb: 'Du kan ikke signere når du er logget inn med e-post',
      nn: 'Du kan ikkje signere når du er logga inn med e-post',
      en: 'You cannot sign when you are logged in by e-mail',
    },
    text: {
      nb: `Den som signerer, må logge inn med BankID, Buypass eller Commfides. Kontakt ${municipality.nb} for å få hjelp.`,
      nn: `Den som signerer, må logge inn med BankID, Buypass eller Commfides. Kontakt ${municipality.nn} for å få hjelp.`,
      en: `Signing takes a login with BankID, Buypass or Commfides. Contact ${municipality.en} for help.`,
    },
  },
  'sign-others': {
    heading: {
      nb: 'Du har ikke tilgang til å signere søknaden',
      nn: 'Du har ikkje tilgang til å signere søknaden',
      en: 'You do not have access to sign the application',
    },
    text: {
      business: {
        nb: 'Det kan en som kan forplikte virksomheten, for eksempel daglig leder.',
        nn: 'Det kan ein som kan forplikte verksemda, til dømes dagleg leiar.',
        en: 'A person who may sign for the business can, such as the general manager.',
      },
      person: {
        nb: 'Det kan bare søkeren selv.',
        nn: 'Det kan berre søkjaren sjølv.',
        en: 'Only the applicant can.',
      },
    },
  },
  wait: {
    heading: {
      nb: 'Du trenger ikke å gjøre noe nå',
      nn: 'Du treng ikkje å gjere noko no',
      en: 'You do not need to do anything now',
    },
    text: stepTexts.decide,
  },
  read: {
    heading: { nb: 'Les vedtaket', nn: 'Les vedtaket', en: 'Read the decision' },
    text: {
      nb: 'Du finner det lenger ned.',
      nn: 'Du finn det lenger ned.',
      en: 'You find it further down.',
    },
  },
  'read-others': {
    heading: {
      nb: 'Du har ikke tilgang til å lese vedtaket',
      nn: 'Du har ikkje tilgang til å lese vedtaket',
      en: 'You do not have access to read the decision',
    },
    text: {
      business: {
        nb: 'Daglig leder kan lese det, og kan gi deg tilgang i Altinn.',
        nn: 'Dagleg leiar kan lese det, og kan gi deg tilgang i Altinn.',
        en: 'The general manager can read it, and can give you access in Altinn.',
      },
      person: {
        nb: 'Søkeren kan lese det, og kan gi deg tilgang i Altinn.',
        nn: 'Søkjaren kan lese det, og kan gi deg tilgang i Altinn.',
        en: 'The applicant can read it, and can give you access in Altinn.',
      },
    },
  },
  withdrawn: {
    heading: { nb: 'Søknaden er trukket', nn: 'Søknaden er trekt', en: 'The application has been withdrawn' },
    text: {
      nb: 'Det er mulig å søke på nytt når som helst.',
      nn: 'Det er mogleg å søkje på nytt når som helst.',
      en: 'It is possible to apply again at any time.',
    },
  },
} as const satisfies Record<string, LeadTexts>;

/** From when a decided dialog may be deleted, and where: the portal offers it in its bin only. */
export const deletableFrom = (date: string): Texts => ({
  nb: `Fra ${date} kan dialogen slettes i papirkurven.`,
  nn: `Frå ${date} kan dialogen slettast i papirkorga.`,
  en: `From ${date} the dialog can be deleted in the bin.`,
});

export const applicationTexts = {
  heading: {
    nb: `${municipality.nb} har fått søknaden`,
    nn: `${municipality.nn} har fått søknaden`,
    en: `${municipality.en} has received the application`,
  },
  unsigned: {
    nb: 'Søknaden må signeres før kommunen kan behandle den.',
    nn: 'Søknaden må signerast før kommunen kan behandle han.',
    en: 'The application must be signed before the municipality can consider it.',
  },
  signed: {
    nb: 'Søknaden ble signert, og kommunen kunne begynne å behandle den.',
    nn: 'Søknaden blei signert, og kommunen kunne begynne å behandle han.',
    en: 'The application was signed, and the municipality could begin to consider it.',
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

/** The right of appeal, of which a refusal must tell: to which authority, how, and until when (forvaltningsloven § 27). */
export const appealTexts = {
  heading: {
    nb: 'Du kan klage på vedtaket',
    nn: 'Du kan klage på vedtaket',
    en: 'You can appeal against the decision',
  },
  text: {
    nb: `Fristen er tre uker fra den dagen vedtaket kom fram til søkeren. Send klagen til ${municipality.nb}. Endrer ikke kommunen vedtaket, avgjør Statsforvalteren klagen. Du kan også be om å få se dokumentene i saken, og om at vedtaket ikke skal gjelde før klagen er avgjort.`,
    nn: `Fristen er tre veker frå den dagen vedtaket kom fram til søkjaren. Send klaga til ${municipality.nn}. Endrar ikkje kommunen vedtaket, avgjer Statsforvaltaren klaga. Du kan òg be om å få sjå dokumenta i saka, og om at vedtaket ikkje skal gjelde før klaga er avgjord.`,
    en: `The deadline is three weeks from the day the decision reached the applicant. Send the appeal to ${municipality.en}. If the municipality does not change the decision, the County Governor decides the appeal. You can also ask to see the documents in the case, and that the decision not apply before the appeal is decided.`,
  },
  law: {
    nb: 'Se forvaltningsloven §§ 18, 27–29, 32 og 42, og alkoholloven § 1-16.',
    nn: 'Sjå forvaltningslova §§ 18, 27–29, 32 og 42, og alkohollova § 1-16.',
    en: 'See sections 18, 27 to 29, 32 and 42 of the Public Administration Act, and section 1-16 of the Alcohol Act.',
  },
} as const satisfies Record<string, Texts>;
