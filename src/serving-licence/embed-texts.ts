import type { Texts } from '../http/languages.js';
import type { LicenceState } from './licence.js';

/** What stands in the embeds. */
export const embedTexts = {
  status: { nb: 'Status', nn: 'Status', en: 'Status' },
  dueAt: { nb: 'Frist', nn: 'Frist', en: 'Due' },
  openedAt: { nb: 'Opprettet', nn: 'Oppretta', en: 'Opened' },
  submittedAt: { nb: 'Sendt inn', nn: 'Sendt inn', en: 'Submitted' },
  signedAt: { nb: 'Signert', nn: 'Signert', en: 'Signed' },
  decidedAt: { nb: 'Avgjort', nn: 'Avgjort', en: 'Decided' },
  reference: { nb: 'Saksnummer', nn: 'Saksnummer', en: 'Case number' },
  reason: { nb: 'Begrunnelse', nn: 'Grunngjeving', en: 'Reason' },
  statements: { nb: 'Uttalelser', nn: 'Utsegner', en: 'Statements' },
} as const satisfies Record<string, Texts>;

/** What the party should know, or do next, in each state. */
export const explanations: Readonly<Record<LicenceState, Texts>> = {
  'awaiting-confirmation': {
    nb: 'Kommunen ber dere fornye bevillingen til å skjenke alkohol. Bekreft for å starte søknaden.',
    nn: 'Kommunen ber dykk fornye løyvet til å skjenkje alkohol. Stadfest for å starte søknaden.',
    en: 'The municipality asks you to renew your licence to serve alcohol. Confirm to start the application.',
  },
  draft: {
    nb: 'Søknaden er fylt ut med opplysninger som kommunen allerede har. Se over dem, og send inn.',
    nn: 'Søknaden er fylt ut med opplysningar som kommunen alt har. Sjå over dei, og send inn.',
    en: 'The application is filled in with what the municipality already knows. Check it, and submit.',
  },
  'awaiting-signature': {
    nb: 'Søknaden er sendt inn og må signeres av en som kan forplikte virksomheten.',
    nn: 'Søknaden er send inn og må signerast av nokon som kan binde verksemda.',
    en: 'The application has been submitted and must be signed by somebody who can commit the business.',
  },
  'awaiting-decision': {
    nb: 'Kommunen behandler søknaden. Dere får beskjed her når den er avgjort.',
    nn: 'Kommunen handsamar søknaden. De får melding her når han er avgjord.',
    en: 'The municipality is considering the application. You will be told here when it has been decided.',
  },
  decided: {
    nb: 'Kommunen har avgjort søknaden. Vedtaket ligger i dialogen.',
    nn: 'Kommunen har avgjort søknaden. Vedtaket ligg i dialogen.',
    en: 'The municipality has decided on the application. The decision is in the dialog.',
  },
  withdrawn: {
    nb: 'Søknaden er trukket.',
    nn: 'Søknaden er trekt.',
    en: 'The application has been withdrawn.',
  },
};

export const receiptText: Texts = {
  nb: 'Kommunen har mottatt søknaden om fornyelse av skjenkebevillingen.',
  nn: 'Kommunen har teke imot søknaden om fornying av skjenkeløyvet.',
  en: 'The municipality has received the application to renew the licence to serve alcohol.',
};

export const decisionTexts = {
  granted: {
    nb: 'Søknaden er innvilget. Skjenkebevillingen er fornyet.',
    nn: 'Søknaden er innvilga. Skjenkeløyvet er fornya.',
    en: 'The application has been granted. The licence to serve alcohol has been renewed.',
  },
  refused: {
    nb: 'Søknaden er avslått. Skjenkebevillingen er ikke fornyet.',
    nn: 'Søknaden er avslått. Skjenkeløyvet er ikkje fornya.',
    en: 'The application has been refused. The licence to serve alcohol has not been renewed.',
  },
} as const satisfies Record<string, Texts>;
