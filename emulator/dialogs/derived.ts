import type { Activity, Dialog, SeenEntry, Transmission } from './dialog.js';

const sentByParty = new Set(['Submission', 'Correction']);

/** Has somebody opened the transmission? */
export function isOpened({ activities }: Dialog, { id }: Transmission): boolean {
  return activities.some(({ type, transmissionId }) => type === 'TransmissionOpened' && transmissionId === id);
}

/** The fields that Dialogporten works out from the rest of the dialog. */
export function derivedFields(dialog: Dialog) {
  const fromServiceOwner = dialog.transmissions.filter(({ type }) => !sentByParty.has(type));
  return {
    fromServiceOwnerTransmissionsCount: fromServiceOwner.length,
    fromPartyTransmissionsCount: dialog.transmissions.length - fromServiceOwner.length,
    hasUnopenedContent: fromServiceOwner.some((transmission) => !isOpened(dialog, transmission)),
    isContentSeen: dialog.seenLog.some(({ seenAt }) => seenAt >= dialog.contentUpdatedAt),
    systemLabel: dialog.endUserContext.systemLabels[0] ?? 'Default',
  };
}

/** Who has seen the dialog since it changed, and since its content did; `viewer` is the one who asks. */
export function seenFields({ seenLog, updatedAt, contentUpdatedAt }: Dialog, viewer?: string) {
  const shown = ({ id, seenAt, seenBy }: SeenEntry) => ({
    id,
    seenAt,
    seenBy,
    isCurrentEndUser: viewer !== undefined && seenBy.actorId === viewer,
  });
  return {
    seenSinceLastUpdate: seenLog.filter(({ seenAt }) => seenAt >= updatedAt).map(shown),
    seenSinceLastContentUpdate: seenLog.filter(({ seenAt }) => seenAt >= contentUpdatedAt).map(shown),
  };
}

/** What a list shows instead of all attachments and activities. */
export function summaryFields({ attachments, activities }: Dialog) {
  const latestActivity = activities.reduce<Activity | undefined>(
    (latest, activity) => (latest && latest.createdAt > activity.createdAt ? latest : activity),
    undefined,
  );
  const guiAttachments = attachments.filter(({ urls }) => urls.some(({ consumerType }) => consumerType === 'Gui'));
  return { guiAttachmentCount: guiAttachments.length, ...(latestActivity && { latestActivity }) };
}
