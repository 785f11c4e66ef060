/** A dialog to begin with. */
export interface DemoDialog {
  readonly id: string;
  /** Who may do something with it. */
  readonly persona: string;
  /** What can be seen in it. */
  readonly description: string;
}
