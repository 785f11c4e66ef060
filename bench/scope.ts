/** Clean-up at the end of a run, in any case: the newest first. */
export class Scope {
  private readonly undoing: (() => unknown)[] = [];
  private closed: Promise<void> | undefined;

  /** @param outer the scope that this one ends with, if it has not ended before. */
  constructor(outer?: Scope) {
    outer?.add(() => this.close());
  }

  add(undo: () => unknown): void {
    this.undoing.push(undo);
  }

  /** Undoes everything, once; something that cannot be undone does not keep the rest from it. */
  close(): Promise<void> {
    this.closed ??= this.undoAll();
    return this.closed;
  }

  private async undoAll(): Promise<void> {
    for (const undo of this.undoing.toReversed()) {
      try {
        await undo();
      } catch (error) {
        process.stderr.write(`left behind: ${String(error)}\n`);
        process.exitCode = 1;
      }
    }
  }
}
