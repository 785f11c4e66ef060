/** Bodies of one caller that may be coming in at the same time. */
const mostArriving = 64;

/** What the bodies of one caller that waits for its turn may take, in bytes. */
const mostWaitingBytes = 4 * 1024 * 1024;

/**
 * Bounds the memory that the bodies of one caller take before it is their turn. Those that come in take no turn, so that
 * half of a body makes no other request wait; when there are too many, the one that has taken longest gives way.
 */
export class Arrivals {
  private readonly arriving = new Map<string, Set<() => unknown>>();
  private readonly waitingBytes = new Map<string, number>();

  /**
   * A body begins to come in.
   *
   * @param giveUp is called when it has to give way.
   * @returns ends it, however it ends; more than once does no harm.
   */
  begin(caller: string, giveUp: () => unknown): () => void {
    let bodies = this.arriving.get(caller);
    if (bodies === undefined) this.arriving.set(caller, (bodies = new Set()));
    const [oldest] = bodies;
    if (oldest !== undefined && bodies.size >= mostArriving) {
      bodies.delete(oldest);
      oldest();
    }
    bodies.add(giveUp);
    return () => {
      bodies.delete(giveUp);
      if (bodies.size === 0 && this.arriving.get(caller) === bodies) this.arriving.delete(caller);
    };
  }

  /**
   * A body has come in, and may have to wait.
   *
   * @returns ends that; `undefined` where too much of the caller's is waiting already.
   */
  wait(caller: string, bytes: number): (() => void) | undefined {
    const total = (this.waitingBytes.get(caller) ?? 0) + bytes;
    if (total > mostWaitingBytes) return undefined;
    this.waitingBytes.set(caller, total);
    return () => {
      const rest = (this.waitingBytes.get(caller) ?? 0) - bytes;
      if (rest > 0) this.waitingBytes.set(caller, rest);
      else this.waitingBytes.delete(caller);
    };
  }
}
