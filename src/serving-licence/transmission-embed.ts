import type { Dialog } from '../dialogs/dialog.js';

import { formatDateTime } from '../embeds/date-format.js';
import { embed, type Embed, facts, heading, paragraph, quotation } from '../embeds/markdown.js';
import type { Reader } from '../embeds/reader.js';
import { decisionTexts, embedTexts, receiptText } from './embed-texts.js';
import type { Licence } from './licence.js';
import { transmissionTitles } from './texts.js';

/** The embed of a transmission: the receipt for an application, or the decision on it. */
export function transmissionEmbed(
  dialog: Dialog<Licence>,
  transmission: keyof typeof transmissionTitles,
  reader: Reader,
): Embed {
  return transmission === 'receipt' ? receiptEmbed(dialog, reader) : decisionEmbed(dialog.state, reader);
}

function receiptEmbed({ state: licence, externalReference }: Dialog<Licence>, reader: Reader): Embed {
  const { language } = reader;
  const submittedAt = 'submittedAt' in licence ? licence.submittedAt : undefined;
  return embed(
    heading(1, transmissionTitles.receipt[language]),
    paragraph(receiptText[language]),
    facts(
      ...(submittedAt === undefined
        ? []
        : [[embedTexts.submittedAt[language], formatDateTime(submittedAt, reader)] as const]),
      ...(externalReference === undefined ? [] : [[embedTexts.reference[language], externalReference] as const]),
    ),
  );
}

function decisionEmbed(licence: Licence, reader: Reader): Embed {
  if (licence.state !== 'decided') throw new Error('only a decided application has a decision');
  const { language } = reader;
  const { granted, reason, decidedAt } = licence;
  return embed(
    heading(1, transmissionTitles.decision[language]),
    paragraph(decisionTexts[granted ? 'granted' : 'refused'][language]),
    facts([embedTexts.decidedAt[language], formatDateTime(decidedAt, reader)]),
    ...(reason === undefined ? [] : [heading(2, embedTexts.reason[language]), quotation(reason)]),
  );
}
