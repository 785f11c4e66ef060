/** Bodies of one caller that may be coming in at the same time: of the usual size 64, of a larger one fewer. */
const mostArrivingBytes = 64 * 64 * 1024;

/** Limit for the waiting bodies of one caller, in bytes. */
const mostWaitingBytes = 4 * 1024 * 1024;

/**
 * Bounds the memory that the bodies of one caller take before it is their turn. Those that come in take no turn, so that
 * half of a body makes no other request wait; when there are too many, the one that has taken longest gives way.
 */
export class Arrivals {
  private readonly arriving = new Map<string, Map<() => unknown, number>>();
  private readonly waitingBytes = new Map<string, number>();

  /**
   * A body begins to come in.
   *
   * @param giveUp is called when it has to give way.
   * @param limit of its length, in bytes
   * @returns ends it, however it ends; more than once does no harm.
   */
  begin(caller: string, giveUp: () => unknown, limit: number): () => void {
    let bodies = this.arriving.get(caller);
    if (bodies === undefined) this.arriving.set(caller, (bodies = new Map()));
    bodies.set(giveUp, limit);
    let bytes = [...bodies.values()].reduce((sum, each) => sum + each, 0);
    for (const [oldest, length] of bodies) {
      if (bytes <= mostArrivingBytes) break;
      bytes -= length;
      bodies.delete(oldest);
      oldest();
    }
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
