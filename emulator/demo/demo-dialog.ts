/** A dialog to begin with. */
export interface DemoDialog {
  readonly id: string;
  /** The persona that may act on it. */
  readonly persona: string;
  /** A description of the dialog. */
  readonly description: string;
}
