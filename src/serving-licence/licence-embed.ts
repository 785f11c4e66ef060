import type { Dialog } from '../dialogs/dialog.js';

import { formatDateTime } from '../embeds/date-format.js';
import { embed, type Embed, facts, heading, paragraph, quotation } from '../embeds/markdown.js';
import type { Reader } from '../embeds/reader.js';
import { embedTexts, explanations } from './embed-texts.js';
import type { Licence } from './licence.js';
import { defaultTitle, extendedStatuses } from './texts.js';

/** The main embed of a dialog: where the application is, and what comes next. */
export function licenceEmbed(dialog: Dialog<Licence>, reader: Reader): Embed {
  const { state: licence, title, dueAt, externalReference, createdAt } = dialog;
  const { language } = reader;
  const at = (
    name: 'dueAt' | 'openedAt' | 'submittedAt' | 'signedAt' | 'decidedAt',
    time: Date | string | undefined,
  ) => (time === undefined ? [] : [[embedTexts[name][language], formatDateTime(time, reader)] as const]);
  const statements = 'statements' in licence ? licence.statements : [];
  return embed(
    heading(1, title?.[language] ?? title?.nb ?? defaultTitle[language]),
    paragraph(explanations[licence.state][language]),
    facts(
      [embedTexts.status[language], extendedStatuses[licence.state][language]],
      ...(externalReference === undefined ? [] : [[embedTexts.reference[language], externalReference] as const]),
      ...at('openedAt', createdAt),
      ...at('dueAt', dueAt),
      ...at('submittedAt', 'submittedAt' in licence ? licence.submittedAt : undefined),
      ...at('signedAt', 'signedAt' in licence ? licence.signedAt : undefined),
      ...at('decidedAt', 'decidedAt' in licence ? licence.decidedAt : undefined),
    ),
    ...(statements.length === 0 ? [] : [heading(2, embedTexts.statements[language]), ...statements.map(quotation)]),
  );
}
