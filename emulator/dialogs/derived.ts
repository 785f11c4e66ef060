import type { Activity, Dialog, SeenEntry, Transmission } from '../model/dialog.js';
import { placeOf } from './system-labels.js';

const sentByParty = new Set(['Submission', 'Correction']);

/** Was it sent by the party, and not by the service owner? */
export function isFromParty({ type }: Transmission): boolean {
  return sentByParty.has(type);
}

/** Has the transmission been opened? The party's own are never unopened. */
export function isOpened({ activities }: Dialog, transmission: Transmission): boolean {
  return (
    !isFromParty(transmission) &&
    activities.some(({ type, transmissionId }) => type === 'TransmissionOpened' && transmissionId === transmission.id)
  );
}

/** Has the dialog been read since its content changed? Not while a user has it marked as unopened. */
export function isContentSeen({ seenLog, contentUpdatedAt, endUserContext }: Dialog): boolean {
  return (
    !endUserContext.systemLabels.includes('MarkedAsUnopened') &&
    seenLog.some(({ seenAt }) => seenAt >= contentUpdatedAt)
  );
}

/** The fields that Dialogporten works out from the rest of the dialog. */
export function derivedFields(dialog: Dialog) {
  const fromServiceOwner = dialog.transmissions.filter((transmission) => !isFromParty(transmission));
  return {
    fromServiceOwnerTransmissionsCount: fromServiceOwner.length,
    fromPartyTransmissionsCount: dialog.transmissions.length - fromServiceOwner.length,
    hasUnopenedContent: fromServiceOwner.some((transmission) => !isOpened(dialog, transmission)),
    isContentSeen: isContentSeen(dialog),
    systemLabel: placeOf(dialog.endUserContext),
  };
}

/** The log of viewers since the dialog changed, and since its content did; `viewer` is the caller. */
export function seenFields({ seenLog, updatedAt, contentUpdatedAt }: Dialog, viewer?: string) {
  return {
    seenSinceLastUpdate: seenEntries(seenLog, updatedAt, viewer),
    seenSinceLastContentUpdate: seenEntries(seenLog, contentUpdatedAt, viewer),
  };
}

/** The last time that each has seen it since that moment. */
export function seenEntries(seenLog: readonly SeenEntry[], since: string, viewer?: string) {
  const latest = new Map(seenLog.filter(({ seenAt }) => seenAt >= since).map((entry) => [entry.seenBy.actorId, entry]));
  return [...latest.values()].map(({ id, seenAt, seenBy, isViaServiceOwner = false }) => ({
    id,
    seenAt,
    seenBy,
    isViaServiceOwner,
    isCurrentEndUser: viewer !== undefined && seenBy.actorId === viewer,
  }));
}

/** Fields that a list shows instead of all attachments and activities. */
export function summaryFields({ attachments, activities }: Dialog) {
  const latestActivity = activities.reduce<Activity | undefined>(
    (latest, activity) => (latest && latest.createdAt > activity.createdAt ? latest : activity),
    undefined,
  );
  const guiAttachments = attachments.filter(({ urls }) => urls.some(({ consumerType }) => consumerType === 'Gui'));
  return { guiAttachmentCount: guiAttachments.length, ...(latestActivity && { latestActivity }) };
}

/** Entries in the order in which they were made. */
export function inOrder<T extends { readonly id: string; readonly createdAt: string }>(entries: readonly T[]): T[] {
  return entries.toSorted(
    (one, other) => one.createdAt.localeCompare(other.createdAt) || one.id.localeCompare(other.id),
  );
}

/** Entries in the order of their ids. */
export function byId<T extends { readonly id: string }>(entries: readonly T[]): T[] {
  return entries.toSorted((one, other) => one.id.localeCompare(other.id));
}
