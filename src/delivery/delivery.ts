/**
 * The state of a change when its request is answered: `delivered`, Dialogporten has it (204); `accepted`, it is committed
 * here and Dialogporten will get it (202).
 */
export type Outcome = 'delivered' | 'accepted';

/** A committed change on its way to Dialogporten. */
export interface Delivery {
  /**
   * Waits for the first attempt to end.
   *
   * @param patienceMs upper bound of the wait, in milliseconds; `accepted` afterwards. 0: `accepted` at once.
   * @throws {Problem} `gone` or `conflict` when the change was refused: it has been taken back. `upstream-refused` when
   * Dialogporten rejected it: it is kept, and an operator is alerted.
   */
  outcome(patienceMs: number): Promise<Outcome>;
  /** Names the trace of the request that made the change: the calls to Dialogporten join it. */
  causedBy(traceId: string): void;
}

/** Upper bound of every wait, in milliseconds: by then a 202 has promised the change to be there. */
const longestMs = 10_000;

interface Waiting {
  readonly answer: (outcome: Outcome) => void;
  readonly refuse: (error: Error) => void;
}

/** The requests of this process that wait for one version of a dialog. */
interface WaitingVersion {
  /** The request that made the version, until it is answered. */
  first: Waiting | undefined;
  /** Repeats of that request. */
  readonly repeats: Set<Waiting>;
  /** A request has been told that the change is accepted. */
  isAccepted: boolean;
  /** The change is being taken back: no request is answered until that has ended. */
  isClaimed: boolean;
}

/** The requests of this process that wait for Dialogporten to have a version of a dialog. */
export class WaitingRequests {
  private readonly byDialog = new Map<string, Map<number, WaitingVersion>>();

  /** The request that has just made that version. */
  add(dialogId: string, version: number): Delivery['outcome'] {
    return this.wait(dialogId, version, false);
  }

  /** A repeat of the request that made that version. */
  join(dialogId: string, version: number): Delivery['outcome'] {
    return this.wait(dialogId, version, true);
  }

  /** The dialogs that requests wait for. */
  get dialogIds(): readonly string[] {
    return [...this.byDialog.keys()];
  }

  /** Dialogporten has this version, and with it every earlier one. */
  delivered(dialogId: string, version: number): void {
    for (const [each, waiting] of this.of(dialogId)) {
      if (each <= version) end(waiting, (request) => request.answer('delivered'));
    }
  }

  /** The attempt failed, and a later one will be made. */
  postponed(dialogId: string): void {
    for (const [, waiting] of this.of(dialogId)) accept(waiting);
  }

  /** Dialogporten rejected this version. Earlier ones are accepted: a later attempt carries them. */
  rejected(dialogId: string, version: number, error: Error): void {
    for (const [each, waiting] of this.of(dialogId)) {
      if (each === version) end(waiting, (request) => request.refuse(error));
      else if (each < version) accept(waiting);
    }
  }

  /**
   * Versions that may still be refused: the request that made each waits, and no request has been told that the change is
   * accepted. None of these is answered until {@link release} or {@link refuse}.
   */
  claim(dialogId: string): ReadonlySet<number> {
    const claimed = this.of(dialogId).filter(([, { first, isAccepted }]) => first !== undefined && !isAccepted);
    for (const [, waiting] of claimed) waiting.isClaimed = true;
    return new Set(claimed.map(([version]) => version));
  }

  /** Ends a claim: these versions have been taken back, all others are accepted. */
  refuse(dialogId: string, versions: readonly number[], error: Error): void {
    for (const [version, waiting] of this.of(dialogId)) {
      if (versions.includes(version)) end(waiting, (request) => request.refuse(error));
      else accept(waiting);
    }
  }

  private wait(dialogId: string, version: number, isRepeat: boolean): Delivery['outcome'] {
    const waiting = this.versionOf(dialogId, version);
    let request!: Waiting;
    let isSettled = false;
    const settled = new Promise<Outcome>((resolve, reject) => {
      const ending = <Value>(how: (value: Value) => void) => {
        return (value: Value) => {
          isSettled = true;
          clearTimeout(timer);
          if (waiting.first === request) waiting.first = undefined;
          waiting.repeats.delete(request);
          this.prune(dialogId, version, waiting);
          how(value);
        };
      };
      request = { answer: ending(resolve), refuse: ending(reject) };
    });
    settled.catch(() => undefined);
    if (isRepeat) waiting.repeats.add(request);
    else waiting.first = request;
    // After that time the answer is due; with a claim it is due when the claim has ended.
    const giveUp = () => {
      if (waiting.isClaimed) return;
      waiting.isAccepted = true;
      request.answer('accepted');
    };
    let timer = setTimeout(giveUp, longestMs).unref();
    return (patienceMs) => {
      if (isSettled) return settled;
      clearTimeout(timer);
      if (patienceMs === 0) giveUp();
      else timer = setTimeout(giveUp, Math.min(patienceMs, longestMs)).unref();
      return settled;
    };
  }

  private versionOf(dialogId: string, version: number): WaitingVersion {
    let versions = this.byDialog.get(dialogId);
    if (versions === undefined) this.byDialog.set(dialogId, (versions = new Map<number, WaitingVersion>()));
    let waiting = versions.get(version);
    if (waiting === undefined) {
      waiting = { first: undefined, repeats: new Set(), isAccepted: false, isClaimed: false };
      versions.set(version, waiting);
    }
    return waiting;
  }

  private of(dialogId: string): readonly (readonly [number, WaitingVersion])[] {
    return [...(this.byDialog.get(dialogId) ?? [])];
  }

  private prune(dialogId: string, version: number, { first, repeats }: WaitingVersion): void {
    if (first !== undefined || repeats.size > 0) return;
    const versions = this.byDialog.get(dialogId);
    versions?.delete(version);
    if (versions?.size === 0) this.byDialog.delete(dialogId);
  }
}

function requestsOf({ first, repeats }: WaitingVersion): readonly Waiting[] {
  return first === undefined ? [...repeats] : [first, ...repeats];
}

function end(waiting: WaitingVersion, how: (request: Waiting) => void): void {
  waiting.isClaimed = false;
  for (const request of requestsOf(waiting)) how(request);
}

function accept(waiting: WaitingVersion): void {
  waiting.isAccepted = true;
  end(waiting, (request) => request.answer('accepted'));
}
