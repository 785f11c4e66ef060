const shownMs = 6_000;

/** A short message at the edge of the page, which goes away by itself. */
export class Snackbar {
  message: string | undefined;
  severity: 'success' | 'danger' = 'success';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly changed: () => void) {}

  show(message: string, severity: 'success' | 'danger', milliseconds = shownMs): void {
    clearTimeout(this.#timer);
    this.message = message;
    this.severity = severity;
    this.#timer = setTimeout(() => this.hide(), milliseconds);
    this.changed();
  }

  hide(): void {
    this.message = undefined;
    this.changed();
  }
}
