import type { Texts } from '../http/languages.js';

/** The kind of party that applies: it decides how texts speak of the applicant. */
export type Applicant = 'business' | 'person';

/** A text that speaks of the applicant. */
export type ApplicantTexts = Readonly<Record<Applicant, Texts>>;

/** The text for an applicant of that kind, where it depends on it. */
export function textsFor(applicant: Applicant, texts: Texts | ApplicantTexts): Texts {
  return 'nb' in texts ? texts : texts[applicant];
}

/** The applicant, by the URN of the party that a dialog belongs to. */
export function applicantOf(party: string): Applicant {
  return party.startsWith('urn:altinn:organization:') ? 'business' : 'person';
}
