import type { Attachment } from '../../dialogs/dialog-definition.js';
import { isDeleted, type Licence } from '../licence.js';
import { fileTexts } from '../texts.js';

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

/** The files of a transmission of that name, for its readers. */
export const attachmentsOfTransmission = (name: LicenceFile) => (dialogId: string) => [pdf(name, dialogId)];

/** The files of the dialog itself: an application that is no transmission of its own. */
export function shownAttachments(dialogId: string, licence: Licence): readonly Attachment[] {
  const isFileOfDialog = 'submittedAt' in licence && licence.isSent !== true && !isDeleted(licence);
  return isFileOfDialog ? [pdf('application', dialogId)] : [];
}
