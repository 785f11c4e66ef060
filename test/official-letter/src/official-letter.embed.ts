import { formatDateTime } from '../../../src/embeds/date-format.js';
import { embed, type Embed, facts, heading, paragraph } from '../../../src/embeds/markdown.js';
import type { Reader } from '../../../src/embeds/reader.js';
import type { OfficialLetter } from './official-letter.js';
import { embedTexts, summaries } from './texts.js';

/** The embed of a dialog: the letter. Title, status and summary stand above it. */
export function officialLetterEmbed(current: OfficialLetter, reader: Reader): Embed {
  const { language } = reader;
  if (current.state === 'withdrawn') return embed(paragraph(summaries.withdrawn[language]));
  const { body, enclosures } = current.letter;
  const isClosed = current.state === 'unconfirmed' && enclosures.length > 0;
  return embed(
    isClosed ? heading(3, embedTexts.confirmFirst[language]) : undefined,
    body.split(/\n\s*\n/).map(paragraph),
    facts([
      embedTexts.confirmedAt[language],
      current.state === 'confirmed' ? formatDateTime(current.confirmedAt, reader) : undefined,
    ]),
  );
}
