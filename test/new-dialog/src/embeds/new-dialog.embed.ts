import { formatDateTime } from '../../../../src/embeds/date-format.js';
import { embed, type Embed, facts, heading } from '../../../../src/embeds/markdown.js';
import type { Reader } from '../../../../src/embeds/reader.js';
import type { NewDialog } from '../new-dialog.js';
import { embedTexts, headings } from '../texts.js';

/** The embed of a dialog. */
export function newDialogEmbed(current: NewDialog, reader: Reader): Embed {
  const { language } = reader;
  return embed(
    heading(3, headings[current.state][language]),
    facts([
      embedTexts.confirmedAt[language],
      current.state === 'confirmed' ? formatDateTime(current.confirmedAt, reader) : undefined,
    ]),
  );
}
