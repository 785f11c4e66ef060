import type { Texts } from '../../../src/http/languages.js';
import type { MooringPermitState } from './mooring-permit.js';

/** At most 255 characters, like the summaries and what the buttons say. */
export const title: Texts = {
  nb: 'Søknad om båtplass',
  nn: 'Søknad om båtplass',
  en: 'Application for a mooring',
};

/** The task of the party in each state, in one sentence: in the portal's lists. */
export const summaries: Readonly<Record<MooringPermitState, Texts>> = {
  'awaiting-payment': {
    nb: 'Du må betale gebyret før fristen.',
    nn: 'Du må betale gebyret før fristen.',
    en: 'You have to pay the fee by the deadline.',
  },
  paying: { nb: 'Betalingen behandles.', nn: 'Betalinga blir behandla.', en: 'The payment is being processed.' },
  'awaiting-decision': {
    nb: 'Du har betalt. Vi behandler søknaden.',
    nn: 'Du har betalt. Vi behandlar søknaden.',
    en: 'You have paid. We are considering the application.',
  },
  decided: { nb: 'Søknaden er avgjort.', nn: 'Søknaden er avgjord.', en: 'The application has been decided.' },
  lapsed: {
    nb: 'Søknaden er bortfalt fordi gebyret ikke ble betalt i tide.',
    nn: 'Søknaden har falle bort fordi gebyret ikkje vart betalt i tide.',
    en: 'The application has lapsed because the fee was not paid in time.',
  },
};

/** The summary of an application whose payment was refused. */
export const refusedSummary: Texts = {
  nb: 'Banken avviste betalingen. Bruk en annen betalingsavtale før fristen.',
  nn: 'Banken avviste betalinga. Bruk ein annan betalingsavtale før fristen.',
  en: 'The bank refused the payment. Use another payment agreement by the deadline.',
};

/** Titles of the buttons. */
export const actionTitles = {
  pay: { nb: 'Betal', nn: 'Betal', en: 'Pay' },
  agreements: { nb: 'Bytt betalingsavtale', nn: 'Byt betalingsavtale', en: 'Change the payment agreement' },
} as const satisfies Record<string, Texts>;

/** Texts of the activity log. */
export const activityTexts = {
  refused: { nb: 'Banken avviste betalingen', nn: 'Banken avviste betalinga', en: 'The bank refused the payment' },
  lapsed: { nb: 'Søknaden falt bort', nn: 'Søknaden fall bort', en: 'The application lapsed' },
  corrected: { nb: 'Vedtaket ble rettet', nn: 'Vedtaket vart retta', en: 'The decision was corrected' },
} as const satisfies Record<string, Texts>;

/** Heading of the embed. The portal shows title, status and summary above it. */
export const headings: Readonly<Record<MooringPermitState, Texts>> = {
  'awaiting-payment': { nb: 'Betal gebyret', nn: 'Betal gebyret', en: 'Pay the fee' },
  paying: { nb: 'Vi venter på banken', nn: 'Vi ventar på banken', en: 'We are waiting for the bank' },
  'awaiting-decision': { nb: 'Vi har fått søknaden', nn: 'Vi har fått søknaden', en: 'We have your application' },
  decided: { nb: 'Vedtaket er klart', nn: 'Vedtaket er klart', en: 'The decision is ready' },
  lapsed: { nb: 'Søknaden er bortfalt', nn: 'Søknaden har falle bort', en: 'The application has lapsed' },
};

/** Further texts of the embeds and the document. */
export const embedTexts = {
  boat: { nb: 'Båt', nn: 'Båt', en: 'Boat' },
  length: { nb: 'Lengde', nn: 'Lengd', en: 'Length' },
  fee: { nb: 'Gebyr', nn: 'Gebyr', en: 'Fee' },
  payBy: { nb: 'Betalingsfrist', nn: 'Betalingsfrist', en: 'Pay by' },
  paidAt: { nb: 'Betalt', nn: 'Betalt', en: 'Paid' },
  berth: { nb: 'Plass', nn: 'Plass', en: 'Berth' },
  decidedAt: { nb: 'Avgjort', nn: 'Avgjort', en: 'Decided' },
} as const satisfies Record<string, Texts>;

export const decisionTexts = {
  title: { nb: 'Vedtak om båtplass', nn: 'Vedtak om båtplass', en: 'Decision on a mooring' },
  granted: { nb: 'Du får båtplass', nn: 'Du får båtplass', en: 'You get a mooring' },
  refused: { nb: 'Du får ikke båtplass', nn: 'Du får ikkje båtplass', en: 'You do not get a mooring' },
  grounds: { nb: 'Begrunnelse', nn: 'Grunngiving', en: 'Grounds' },
} as const satisfies Record<string, Texts>;
