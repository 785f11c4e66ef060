import type { ShownDialog } from '../../dialogs/dialog.js';
import { formatDate, formatDateTime } from '../../embeds/date-format.js';
import { embed, type Embed, facts, heading, paragraph, steps } from '../../embeds/markdown.js';
import type { Reader } from '../../embeds/reader.js';
import type { Texts } from '../../http/languages.js';
import { applicantOf, type ApplicantTexts, textsFor } from '../applicant.js';
import { deletableFrom, embedTexts, leads, type LeadTexts, stepTexts } from './embed-texts.js';
import { deletionAllowedAt, type Licence, type LicenceState } from '../licence.js';
import { statementsIn } from './transmission-embed.js';

/**
 * The reader's rights to the next step: a step of an end user, or reading the decision. `may-higher`: can do it once
 * logged in at a higher level. `may-no-higher`: the same, and their kind of login has no higher one.
 */
export const standings = ['may', 'may-higher', 'may-no-higher', 'may-not'] as const;

export type Standing = (typeof standings)[number];

type LeadName = keyof typeof leads;

/** The lead of each state, by the reader's standing. */
const leadOf: Readonly<Record<LicenceState, Readonly<Record<Standing, LeadName>>>> = {
  'awaiting-confirmation': {
    may: 'confirm',
    'may-higher': 'confirm',
    'may-no-higher': 'confirm',
    'may-not': 'confirm-others',
  },
  draft: { may: 'submit', 'may-higher': 'submit', 'may-no-higher': 'submit', 'may-not': 'submit-others' },
  'awaiting-signature': {
    may: 'sign',
    'may-higher': 'sign-higher',
    'may-no-higher': 'sign-no-higher',
    'may-not': 'sign-others',
  },
  'awaiting-decision': { may: 'wait', 'may-higher': 'wait', 'may-no-higher': 'wait', 'may-not': 'wait' },
  decided: { may: 'read', 'may-higher': 'read', 'may-no-higher': 'read', 'may-not': 'read-others' },
  withdrawn: { may: 'withdrawn', 'may-higher': 'withdrawn', 'may-no-higher': 'withdrawn', 'may-not': 'withdrawn' },
};

/** The steps after the one that a state leads with, where there are several. */
const laterSteps: Readonly<Partial<Record<LicenceState, readonly (Texts | ApplicantTexts)[]>>> = {
  'awaiting-confirmation': [stepTexts.submit, stepTexts.sign, stepTexts.decide],
  draft: [stepTexts.sign, stepTexts.decide],
};

/**
 * The main embed of a dialog, for a reader of that standing: the task, the next steps, and facts that the portal does
 * not show by itself. Title, status, deadline and summary stand above it.
 */
export function licenceEmbed(
  { party, state: licence, externalReference }: ShownDialog<Licence>,
  reader: Reader,
  standing: Standing,
): Embed {
  const { language } = reader;
  const applicant = applicantOf(party);
  const lead: LeadTexts = leads[leadOf[licence.state][standing]];
  const later = laterSteps[licence.state];
  return embed(
    heading(3, textsFor(applicant, lead.heading)[language]),
    paragraph(textsFor(applicant, lead.text)[language]),
    later && paragraph(embedTexts.steps[language]),
    steps(later?.map((step) => textsFor(applicant, step)[language])),
    licence.state === 'awaiting-signature' ? paragraph(stepTexts.decide[language]) : undefined,
    facts(
      [embedTexts.reference[language], externalReference],
      [
        embedTexts.submittedAt[language],
        'submittedAt' in licence ? formatDateTime(licence.submittedAt, reader) : undefined,
      ],
      [embedTexts.signedAt[language], 'signedAt' in licence ? formatDateTime(licence.signedAt, reader) : undefined],
      [embedTexts.decidedAt[language], 'decidedAt' in licence ? formatDate(licence.decidedAt, reader) : undefined],
    ),
    licence.state === 'decided'
      ? paragraph(deletableFrom(formatDate(deletionAllowedAt(licence), reader))[language])
      : undefined,
    licence.state === 'draft' ? statementsIn(licence, language) : undefined,
  );
}
