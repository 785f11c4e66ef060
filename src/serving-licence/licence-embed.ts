import type { ShownDialog } from '../dialogs/dialog.js';
import { formatDate, formatDateTime } from '../embeds/date-format.js';
import { embed, type Embed, facts, heading, paragraph, quotation, steps } from '../embeds/markdown.js';
import type { Reader } from '../embeds/reader.js';
import { embedTexts, stateTexts } from './embed-texts.js';
import type { Licence } from './licence.js';

/**
 * The main embed of a dialog: what to do, what comes next, and what the portal does not show by itself. Title, status,
 * deadline and summary stand above it.
 */
export function licenceEmbed({ state: licence, externalReference }: ShownDialog<Licence>, reader: Reader): Embed {
  const { language } = reader;
  const { heading: lead, text, steps: next } = stateTexts[licence.state];
  const statements = 'statements' in licence ? licence.statements : [];
  return embed(
    heading(3, lead[language]),
    paragraph(text[language]),
    steps(next?.map((step) => step[language])),
    facts(
      [embedTexts.reference[language], externalReference],
      [
        embedTexts.submittedAt[language],
        'submittedAt' in licence ? formatDateTime(licence.submittedAt, reader) : undefined,
      ],
      [embedTexts.signedAt[language], 'signedAt' in licence ? formatDateTime(licence.signedAt, reader) : undefined],
      [embedTexts.decidedAt[language], 'decidedAt' in licence ? formatDate(licence.decidedAt, reader) : undefined],
    ),
    statements.length === 0 ? [] : [heading(4, embedTexts.statements[language]), ...statements.map(quotation)],
  );
}
