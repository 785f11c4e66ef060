import { type Emulator, type EmulatorOptions, startEmulator } from '../../../emulator/emulator.js';
import { otherAgency } from '../../../emulator/personas.js';
import { samplePolicy } from '../../../emulator/sample/policy.js';
import { unrelatedAgency } from '../../../emulator/testing/clients.js';
import { registered } from '../../../emulator/testing/policy.js';
import { Parties } from './parties.js';
import { startService, type TestService } from '../../support/service.js';

/** The sample's policy, and an agency that has nothing to do with it. */
const policy = {
  ...samplePolicy,
  clients: [...samplePolicy.clients, registered(unrelatedAgency, otherAgency, 'digdir:dialogporten.serviceprovider')],
};

/** The stand-in platform, the service, and the callers of both: the stage of one file of tests. */
export interface Stage {
  readonly emulator: Emulator;
  readonly service: TestService;
  readonly parties: Parties;
  /** Stops both. */
  clear(): Promise<void>;
}

/** Longer than the service waits by default: however busy the machine, a change is made before it is answered. */
const patience = { WRITE_ACTION_TIMEOUT_MS: '10000' };

/** Starts the platform, and then the service with these settings. */
export async function setStage(
  settings: Record<string, string> = {},
  options: Partial<EmulatorOptions> = {},
): Promise<Stage> {
  const emulator = await startEmulator({ policy, ...options });
  const service = await startService(emulator, { ...patience, ...settings });
  return {
    emulator,
    service,
    parties: new Parties(emulator, service),
    async clear() {
      await service.stop().finally(() => emulator.stop());
    },
  };
}
