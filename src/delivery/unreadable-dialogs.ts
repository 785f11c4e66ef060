import { LRUCache } from 'lru-cache';

/** How long, in milliseconds, a dialog is left to other replicas: from the first time, doubling up to the longest. */
const firstRestMs = 1_000;
const longestRestMs = 60_000;

/** How long, in milliseconds, a dialog may stay unreadable before an operator is told. */
const alertAfterMs = 120_000;

/** Dialogs that are remembered. */
const most = 10_000;

interface Unreadable {
  readonly since: number;
  readonly lookedAt: number;
  /** How often it was looked at in vain. */
  readonly times: number;
}

/**
 * The due dialogs that this process cannot read. Each is left to the other replicas for a while, and then looked at again:
 * by then another replica has delivered it, or an operator has to look.
 */
export class UnreadableDialogs {
  private readonly dialogs = new LRUCache<string, Unreadable>({ max: most });

  /** @param now in milliseconds */
  constructor(private readonly now: () => number) {}

  /** @returns how long the dialog has been unreadable, in milliseconds, and whether an operator is to be told just now. */
  note(dialogId: string): { readonly forMs: number; readonly isAlert: boolean } {
    const now = this.now();
    const known = this.known(dialogId);
    const { since = now, times = 0, lookedAt = now } = known ?? {};
    this.dialogs.set(dialogId, { since, lookedAt: now, times: times + 1 });
    const isOverdue = (at: number) => at - since >= alertAfterMs;
    return { forMs: now - since, isAlert: isOverdue(now) && !isOverdue(lookedAt) };
  }

  /** It was read, or has been delivered. */
  forget(dialogId: string): void {
    this.dialogs.delete(dialogId);
  }

  /** Those that are left to other replicas just now. */
  get resting(): readonly string[] {
    const now = this.now();
    return [...this.dialogs].flatMap(([dialogId, dialog]) =>
      now < dialog.lookedAt + restMs(dialog) ? [dialogId] : [],
    );
  }

  /** Whether there is one that an operator has been told of. */
  get isOverdue(): boolean {
    return [...this.dialogs.keys()].some((dialogId) => {
      const known = this.known(dialogId);
      return known !== undefined && known.lookedAt - known.since >= alertAfterMs;
    });
  }

  /** An entry that was not looked at again when its time came has been delivered by another replica. */
  private known(dialogId: string): Unreadable | undefined {
    const dialog = this.dialogs.get(dialogId);
    return dialog !== undefined && this.now() <= dialog.lookedAt + 2 * restMs(dialog) + longestRestMs
      ? dialog
      : undefined;
  }
}

function restMs({ times }: Unreadable): number {
  return Math.min(firstRestMs * 2 ** Math.min(times - 1, 10), longestRestMs);
}
