import type { DialogSummary } from './dialog-types.js';
import type { SearchInput } from './graphql.js';

export const folders = ['inbox', 'drafts', 'sent', 'archive', 'bin'] as const;

export type Folder = (typeof folders)[number];

/** The filter of each folder, by status and label. A dialog may be in several. */
export const folderFilters: Readonly<Record<Folder, Omit<SearchInput, 'party'>>> = {
  inbox: {
    status: ['NOT_APPLICABLE', 'IN_PROGRESS', 'AWAITING', 'REQUIRES_ATTENTION', 'COMPLETED'],
    systemLabel: ['DEFAULT'],
  },
  drafts: { status: ['DRAFT'], systemLabel: ['DEFAULT'] },
  sent: { systemLabel: ['SENT'] },
  archive: { systemLabel: ['ARCHIVE'] },
  bin: { systemLabel: ['BIN'] },
};

/** Where a dialog has been moved to, if it has. */
export function labelOf({ endUserContext: { systemLabels } }: DialogSummary): 'archive' | 'bin' | undefined {
  if (systemLabels.includes('ARCHIVE')) return 'archive';
  return systemLabels.includes('BIN') ? 'bin' : undefined;
}
