import type { Dialog } from '../dialogs/dialog.js';
import { defaultTitle, extendedStatuses } from '../dialogs/texts.js';
import { formatDateTime } from './date-format.js';
import { embed, type Embed, facts, heading, paragraph, quotation } from './markdown.js';
import type { Reader } from './reader.js';
import { embedTexts, explanations } from './texts.js';

/** The main embed of a dialog: where the application is, and what comes next. */
export function licenceEmbed(dialog: Dialog, reader: Reader): Embed {
  const { licence, title, dueAt, externalReference, createdAt } = dialog;
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
