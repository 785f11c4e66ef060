import type { Attachment } from '../dialogs/dialog-definition.js';
import { isDeleted, type Licence } from './licence.js';
import { fileTexts } from './texts.js';

/** The files that an application comes to have. */
export type LicenceFile = 'application' | 'decision';

function pdf(name: LicenceFile, dialogId: string): Attachment {
  return {
    name,
    displayName: fileTexts[name],
    mediaType: 'application/pdf',
    path: (attachmentId) => `/dialogs/${dialogId}/attachments/${attachmentId}`,
  };
}

/** The application itself, from when it is submitted: for everybody who may read the dialog. */
export function attachmentsOf(dialogId: string, licence: Licence): readonly Attachment[] {
  return 'submittedAt' in licence && !isDeleted(licence) ? [pdf('application', dialogId)] : [];
}

/** The decision, which goes with its transmission: for those who may read that. */
export const decisionAttachments = (dialogId: string): readonly Attachment[] => [pdf('decision', dialogId)];
