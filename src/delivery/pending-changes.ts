/** A change that Dialogporten does not have yet, as the dialog's row keeps it until it is delivered. */
export interface PendingChange {
  /** The version of the dialog that the change made. */
  readonly version: number;
  /** Number of entries that it put into the history: as many have to be found when it is sent. */
  readonly entries: number;
  /** Type of a change without further content; with {@link by} it tells a repeated change from a new one. */
  readonly change?: string;
  /** Digest of the actor. */
  readonly by?: string;
  /** Primary key of the request that made it, where it has one: requester and request, or client and idempotency key. */
  readonly request?: readonly [string, string];
  /** Users are told nothing of it. */
  readonly isSilent?: true;
  /** The dialog was opened by it. */
  readonly isOpening?: true;
  /** The state before the change, to take the change back to; kept for the newest changes only. */
  readonly before?: unknown;
}

/** Changes that are kept with the state before them, and altogether: an outage may last for many changes of one dialog. */
const mostWithState = 5;
const mostKept = 100;

/** The changes of a row, in order; those that Dialogporten has meanwhile are left out. */
export function pendingChanges(stored: unknown, deliveredVersion: number): readonly PendingChange[] {
  return Array.isArray(stored) ? (stored as PendingChange[]).filter(({ version }) => version > deliveredVersion) : [];
}

/** The changes of a row after one more. */
export function withPending(earlier: readonly PendingChange[], change: PendingChange): readonly PendingChange[] {
  const kept = [...earlier, change].slice(-mostKept);
  return kept.map((each, index) => {
    if (index >= kept.length - mostWithState || each.before === undefined) return each;
    const { before: _, ...rest } = each;
    return rest;
  });
}

/** The changes from the newest down that may be taken back, of those versions; each later one has to go with it. */
export function takenBack(
  pending: readonly PendingChange[],
  version: number,
  allowed: ReadonlySet<number>,
): readonly PendingChange[] {
  const found: PendingChange[] = [];
  for (let each = version; allowed.has(each); each--) {
    const change = pending.find((one) => one.version === each);
    if (change === undefined || (change.before === undefined && change.isOpening === undefined)) break;
    found.push(change);
  }
  return found;
}
