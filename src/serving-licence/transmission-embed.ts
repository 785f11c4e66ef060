import type { ShownDialog } from '../dialogs/dialog.js';
import { formatDate, formatDateTime } from '../embeds/date-format.js';
import { embed, type Embed, facts, heading, paragraph, quotation } from '../embeds/markdown.js';
import type { Reader } from '../embeds/reader.js';
import { decisionTexts, embedTexts, receiptTexts } from './embed-texts.js';
import type { LicenceTransmission } from './licence-history.js';
import type { Licence } from './licence.js';

type EmbedOf = (dialog: ShownDialog<Licence>, reader: Reader) => Embed;

/** The embed of each transmission: the receipt for an application, and the decision on it. */
export const transmissionEmbeds: Readonly<Record<LicenceTransmission, EmbedOf>> = {
  receipt({ state: licence, externalReference }, reader) {
    const { language } = reader;
    return embed(
      heading(3, receiptTexts.heading[language]),
      paragraph(receiptTexts.text[language]),
      facts(
        [embedTexts.reference[language], externalReference],
        [
          embedTexts.submittedAt[language],
          'submittedAt' in licence ? formatDateTime(licence.submittedAt, reader) : undefined,
        ],
      ),
    );
  },
  decision({ state: licence, externalReference }, reader) {
    if (licence.state !== 'decided') throw new Error('only a decided application has a decision');
    const { language } = reader;
    const { granted, reason, decidedAt } = licence;
    const texts = decisionTexts[granted ? 'granted' : 'refused'];
    return embed(
      heading(3, texts.heading[language]),
      paragraph(texts.text[language]),
      facts(
        [embedTexts.reference[language], externalReference],
        [embedTexts.decidedAt[language], formatDate(decidedAt, reader)],
      ),
      reason === undefined ? [] : [heading(4, embedTexts.reason[language]), quotation(reason)],
    );
  },
};
