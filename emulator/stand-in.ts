import type { DemoDialog } from './demo/demo-dialog.js';
import type { DeskOptions } from './desk/desk-options.js';
import type { Emulator } from './emulator.js';
import type { Policy } from './policy.js';

/** Contribution of a kind of dialog to the stand-in: policy, desk, and dialogs to begin with. */
export interface StandIn {
  readonly policy: Policy;
  readonly desk: (serviceUrl: string) => DeskOptions;
  /**
   * Opens the dialogs to begin with, or finds those of an earlier run that are still as they were.
   *
   * @param caller the system that may call the service: of several desks that of the first, as with the local settings
   */
  readonly openDialogs: (
    emulator: Emulator,
    serviceUrl: string,
    caller: Pick<DeskOptions, 'client' | 'scope'>,
  ) => Promise<readonly DemoDialog[]>;
}
