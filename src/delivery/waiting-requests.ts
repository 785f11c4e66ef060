import type { Outcome } from './delivery.js';

/** No request waits longer than this, in milliseconds: by then the change has to be there. */
const longestMs = 10_000;

interface WaitingRequest {
  readonly version: number;
  readonly answer: (outcome: Outcome) => void;
  readonly refuse: (error: Error) => void;
}

/** The requests of this process that wait for Dialogporten to have a version of a dialog. */
export class WaitingRequests {
  private readonly byDialog = new Map<string, Set<WaitingRequest>>();

  /** Settles when it is known what becomes of that version; `accepted` when that is not known in ten seconds. */
  add(dialogId: string, version: number): Promise<Outcome> {
    const outcome = new Promise<Outcome>((resolve, reject) => {
      const settle = <Value>(how: (value: Value) => void) => {
        return (value: Value) => {
          clearTimeout(timer);
          this.remove(dialogId, request);
          how(value);
        };
      };
      const request = { version, answer: settle(resolve), refuse: settle(reject) };
      const timer = setTimeout(request.answer, longestMs, 'accepted').unref();
      const others = this.byDialog.get(dialogId);
      if (others === undefined) this.byDialog.set(dialogId, new Set([request]));
      else others.add(request);
    });
    outcome.catch(() => undefined);
    return outcome;
  }

  /** The dialogs that somebody waits for. */
  get dialogIds(): readonly string[] {
    return [...this.byDialog.keys()];
  }

  /** Dialogporten has this version, and with it every earlier one. */
  delivered(dialogId: string, version: number): void {
    for (const request of this.of(dialogId)) if (request.version <= version) request.answer('delivered');
  }

  /** The attempt failed, and a later one will be made. */
  postponed(dialogId: string): void {
    for (const request of this.of(dialogId)) request.answer('accepted');
  }

  /** No further attempt brings this version there; what was accepted before it is not refused with it. */
  refused(dialogId: string, version: number, error: Error): void {
    for (const request of this.of(dialogId)) {
      if (request.version === version) request.refuse(error);
      else if (request.version < version) request.answer('accepted');
    }
  }

  /** No further attempt brings any version there. */
  ended(dialogId: string, error: Error): void {
    for (const request of this.of(dialogId)) request.refuse(error);
  }

  private of(dialogId: string): readonly WaitingRequest[] {
    return [...(this.byDialog.get(dialogId) ?? [])];
  }

  private remove(dialogId: string, request: WaitingRequest): void {
    const requests = this.byDialog.get(dialogId);
    requests?.delete(request);
    if (requests?.size === 0) this.byDialog.delete(dialogId);
  }
}
