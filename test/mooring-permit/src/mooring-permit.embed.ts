import { formatDateTime } from '../../../src/embeds/date-format.js';
import { embed, type Embed, facts, heading, quotation } from '../../../src/embeds/markdown.js';
import type { Reader } from '../../../src/embeds/reader.js';
import type { Decision, MooringPermit } from './mooring-permit.js';
import { decisionTexts, embedTexts, headings } from './texts.js';

type ForReader = Pick<Reader, 'language' | 'timeZone'>;

/** The embed of a dialog. */
export function mooringPermitEmbed(current: MooringPermit, reader: Reader): Embed {
  const { language } = reader;
  return embed(
    heading(3, headings[current.state][language]),
    facts(
      [embedTexts.boat[language], current.boat],
      [embedTexts.length[language], `${current.lengthMetres} m`],
      [embedTexts.fee[language], `${current.fee / 100} kr`],
      [embedTexts.payBy[language], 'payBy' in current ? formatDateTime(current.payBy, reader) : undefined],
      [embedTexts.paidAt[language], 'paidAt' in current ? formatDateTime(current.paidAt, reader) : undefined],
    ),
  );
}

/** The decision: inside its transmission, and as a document to keep. */
export function decisionEmbed({ berth, grounds }: Decision, { language }: ForReader): Embed {
  return embed(
    heading(3, decisionTexts[berth === undefined ? 'refused' : 'granted'][language]),
    facts([embedTexts.berth[language], berth]),
    heading(4, decisionTexts.grounds[language]),
    quotation(grounds),
  );
}
