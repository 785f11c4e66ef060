import type { DemoDialog } from './demo/demo-dialog.js';
import type { DeskOptions } from './desk/desk-options.js';
import type { Emulator } from './emulator.js';
import { organisations, personas } from './personas.js';
import type { Policy } from './policy.js';

/** What a team brings to the stand-in: who may do what in its service, its desk, and dialogs to begin with. */
export interface StandIn {
  readonly policy: Policy;
  readonly desk?: (serviceUrl: string) => DeskOptions;
  /** Opens the dialogs to begin with, or finds those of an earlier run that are still as they were. */
  readonly openDialogs?: (emulator: Emulator, serviceUrl: string) => Promise<readonly DemoDialog[]>;
}

/** Where it stands. A path that is not written out is none that has to be there when this is compiled. */
const sample = './sample/index.js';

/** People who may do nothing: where the sample was deleted, and nothing has taken its place yet. */
const nothing: StandIn = {
  policy: { serviceResources: [], personas, organisations, rules: [], clients: [] },
};

/** What `emulator/sample/` brings; where there is none, people without dialogs. */
export async function loadStandIn(): Promise<StandIn> {
  try {
    return ((await import(sample)) as { standIn: StandIn }).standIn;
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    return nothing;
  }
}
