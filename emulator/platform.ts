import { Addresses } from './addresses.js';
import { Faults } from './control/faults.js';
import { RequestLog } from './control/request-log.js';
import { DialogStore } from './dialogs/dialog-store.js';
import { DialogTokenKeys } from './keys/dialog-token-keys.js';
import { MaskinportenKey } from './keys/maskinporten-key.js';
import { AssertionVerifier } from './maskinporten/assertion-verifier.js';
import type { Policy } from './policy.js';

/** Everything that the stand-in knows. It outlives the server in front of it, so an outage loses nothing. */
export interface Platform {
  readonly policy: Policy;
  readonly addresses: Addresses;
  readonly dialogs: DialogStore;
  readonly dialogTokenKeys: DialogTokenKeys;
  readonly maskinportenKey: MaskinportenKey;
  readonly assertions: AssertionVerifier;
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly now: () => Date;
}

/** What a platform starts from. */
export interface PlatformOptions {
  /** Where keys and dialogs are kept; none: in memory only. */
  readonly dataDir?: string | undefined;
  /** Where callers reach the platform; by default `http://localhost:<port>`. */
  readonly publicUrl?: string | undefined;
  readonly now?: (() => Date) | undefined;
  /** Who may do what. */
  readonly policy: Policy;
}

/** Loads what the folder holds, and makes what it lacks. */
export async function loadPlatform({
  dataDir,
  publicUrl,
  now = () => new Date(),
  policy,
}: PlatformOptions): Promise<Platform> {
  const addresses = new Addresses(publicUrl);
  return {
    policy,
    addresses,
    dialogs: new DialogStore(dataDir),
    dialogTokenKeys: new DialogTokenKeys(dataDir),
    maskinportenKey: await MaskinportenKey.load(dataDir),
    assertions: new AssertionVerifier(policy.clients, addresses, now),
    faults: new Faults(),
    requests: new RequestLog(),
    now,
  };
}
