import type { Language, Texts } from '../../src/http/languages.js';
import type { SickLeave } from './sick-leave.js';

/** `2026-01-31` as it is written in Norway. */
const written = (date: string) => date.split('-').toReversed().join('.');

/** The title names the person: the dialogs of one employer are told apart by it. */
export function titleOf({ name, birthDate }: SickLeave['sickNote']): Texts {
  const born = written(birthDate);
  return {
    nb: `Sykepenger for ${name} (f. ${born})`,
    nn: `Sjukepengar for ${name} (f. ${born})`,
    en: `Sick pay for ${name} (born ${born})`,
  };
}

/** The days of the sick leave: of several periods the first day and the last. */
export function summaryOf({ periods }: SickLeave['sickNote']): Texts {
  const [first, last] = [written(periods[0]!.from), written(periods.at(-1)!.to)];
  const days = `${first} – ${last}`;
  if (periods.length === 1) return { nb: `Sykmeldt ${days}`, nn: `Sjukmeld ${days}`, en: `On sick leave ${days}` };
  return {
    nb: `Sykmeldt ${days}, i flere perioder`,
    nn: `Sjukmeld ${days}, i fleire periodar`,
    en: `On sick leave ${days}, in several periods`,
  };
}

/** Contents of the dialog that an employer can expect. */
export const additionalInfo: Readonly<Record<Language, readonly string[]>> = {
  nb: [
    'Her finner du alle dokumenter i dette sykefraværet.',
    'Du får søknaden når den ansatte har sendt den, og en lenke til skjemaet hvis vi trenger inntektsmelding.',
  ],
  nn: [
    'Her finn du alle dokument i dette sjukefråværet.',
    'Du får søknaden når den tilsette har sendt han, og ei lenkje til skjemaet dersom vi treng inntektsmelding.',
  ],
  en: [
    'Here you find all documents of this sick leave.',
    'You get the application when the employee has sent it, and a link to the form if we need an income report.',
  ],
};

/** Name of each document. */
export const documentTitles = {
  sickNote: { nb: 'Sykmelding', nn: 'Sjukmelding', en: 'Sick note' },
  application: { nb: 'Søknad om sykepenger', nn: 'Søknad om sjukepengar', en: 'Application for sick pay' },
  request: {
    nb: 'Forespørsel om inntektsmelding',
    nn: 'Førespurnad om inntektsmelding',
    en: 'Request for an income report',
  },
  expiry: { nb: 'Forespørsel er utgått', nn: 'Førespurnaden er utgått', en: 'The request no longer applies' },
  acceptance: { nb: 'Inntektsmelding mottatt', nn: 'Inntektsmelding motteken', en: 'Income report received' },
  rejection: { nb: 'Inntektsmelding avvist', nn: 'Inntektsmelding avvist', en: 'Income report rejected' },
} as const satisfies Record<string, Texts>;

/** Names of files and buttons. */
export const fileNames = {
  sickNote: { nb: 'sykmelding', nn: 'sjukmelding', en: 'sick note' },
  application: { nb: 'sykepengesoeknad', nn: 'sjukepengesøknad', en: 'application for sick pay' },
  request: {
    nb: 'Se forespørsel i Arbeidsgiverportalen',
    nn: 'Sjå førespurnad i Arbeidsgiverportalen',
    en: 'See the request on the pages for employers',
  },
} as const satisfies Record<string, Texts>;

/** The name of a file for systems is the same in every language. */
export const fileName = (name: string): Texts => ({ nb: name, nn: name, en: name });

/** Titles of the buttons. */
export const formTitles = {
  submit: { nb: 'Send inn inntektsmelding', nn: 'Send inn inntektsmelding', en: 'Submit an income report' },
  change: { nb: 'Se og endre inntektsmelding', nn: 'Sjå og endre inntektsmelding', en: 'See and change the report' },
} as const satisfies Record<string, Texts>;
