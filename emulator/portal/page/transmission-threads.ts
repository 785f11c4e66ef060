import type { Activity, Transmission } from './dialog-types.js';

/** Transmissions that answer each other stand together: the threads with the latest first, and in each the latest first. */
export function threadsOf(transmissions: readonly Transmission[]): readonly (readonly Transmission[])[] {
  const threads: Transmission[][] = [];
  for (const transmission of transmissions.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))) {
    const related = threads.filter((thread) => thread.some((other) => areRelated(other, transmission)));
    const [first] = related;
    if (!first) {
      threads.push([transmission]);
      continue;
    }
    first.push(transmission);
    for (const other of related.slice(1)) first.push(...threads.splice(threads.indexOf(other), 1)[0]!);
  }
  return threads.map((thread) => thread.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt)));
}

function areRelated(one: Transmission, other: Transmission): boolean {
  return one.relatedTransmissionId === other.id || other.relatedTransmissionId === one.id;
}

/** Whether the portal marks it as unread: from the service owner, and not opened. Without activities all are marked. */
export function isUnread({ id, type }: Transmission, activities: readonly Activity[]): boolean {
  const isFromParty = type === 'SUBMISSION' || type === 'CORRECTION';
  const isOpened = activities.some((one) => one.type === 'TRANSMISSION_OPENED' && one.transmissionId === id);
  return activities.length === 0 || !(isFromParty || isOpened);
}
