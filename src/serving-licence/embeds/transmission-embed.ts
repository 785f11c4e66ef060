import type { ShownDialog } from '../../dialogs/dialog.js';
import { formatDate, formatDateTime } from '../../embeds/date-format.js';
import { type Blocks, embed, type Embed, facts, heading, paragraph, quotation } from '../../embeds/markdown.js';
import type { Reader } from '../../embeds/reader.js';
import type { Language } from '../../http/languages.js';
import { appealTexts, applicationTexts, decisionTexts, embedTexts } from './embed-texts.js';
import type { LicenceTransmission } from '../dialogs/licence-history.js';
import type { Licence } from '../licence.js';

type EmbedOf = (dialog: ShownDialog<Licence>, reader: Reader) => Embed;

const application: EmbedOf = ({ state: licence, externalReference }, reader) => {
  const { language } = reader;
  const [submittedAt, signedAt] = [
    'submittedAt' in licence ? licence.submittedAt : undefined,
    'signedAt' in licence ? licence.signedAt : undefined,
  ];
  return embed(
    heading(3, applicationTexts.heading[language]),
    paragraph(applicationTexts[signedAt === undefined ? 'unsigned' : 'signed'][language]),
    facts(
      [embedTexts.reference[language], externalReference],
      [embedTexts.submittedAt[language], submittedAt && formatDateTime(submittedAt, reader)],
      [embedTexts.signedAt[language], signedAt && formatDateTime(signedAt, reader)],
    ),
    statementsIn(licence, language),
  );
};

/** The embed of each transmission: the application that the party has sent, and the decision on it. */
export const transmissionEmbeds: Readonly<Record<LicenceTransmission, EmbedOf>> = {
  application,
  receipt: application,
  decision(dialog, reader) {
    const { state: licence, externalReference } = dialog;
    if (licence.state !== 'decided') throw new Error('only a decided application has a decision');
    const { language } = reader;
    return embed(
      decisionIn(licence, language),
      facts(
        [embedTexts.reference[language], externalReference],
        [embedTexts.decidedAt[language], formatDate(licence.decidedAt, reader)],
      ),
      groundsIn(licence, language),
    );
  },
};

type Decided = Extract<Licence, { state: 'decided' }>;

/** Statements of the applicant in its own words. */
export function statementsIn(licence: Licence, language: Language): Blocks {
  const statements = 'statements' in licence ? licence.statements : [];
  return statements.length === 0 ? [] : [heading(4, embedTexts.statements[language]), ...statements.map(quotation)];
}

/** The decision. */
export function decisionIn({ granted }: Decided, language: Language): Blocks {
  const texts = decisionTexts[granted ? 'granted' : 'refused'];
  return [heading(3, texts.heading[language]), paragraph(texts.text[language])];
}

/** Why it was decided so and, where the applicant does not get what it asked for, how to appeal. */
export function groundsIn({ granted, reason }: Decided, language: Language): Blocks {
  return [
    ...(reason === undefined ? [] : [heading(4, embedTexts.reason[language]), quotation(reason)]),
    ...(granted
      ? []
      : [
          heading(4, appealTexts.heading[language]),
          paragraph(appealTexts.text[language]),
          paragraph(appealTexts.law[language]),
        ]),
  ];
}
