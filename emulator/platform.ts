import { Addresses } from './addresses.js';
import { makePrivateFolder } from './atomic-file.js';
import { Faults } from './control/faults.js';
import { RequestLog } from './control/request-log.js';
import type { DeskOptions } from './desk/desk-options.js';
import { DialogStore } from './dialogs/dialog-store.js';
import { AltinnEvents } from './events/altinn-events.js';
import { cloudEventsOf } from './events/dialog-cloud-events.js';
import { ActorNames } from './dialogs/actor-names.js';
import { IdPorten } from './idporten/id-porten.js';
import type { PlatformVersion } from './json/platform-schemas.js';
import { DialogTokenKeys } from './keys/dialog-token-keys.js';
import { MaskinportenKey } from './keys/maskinporten-key.js';
import { AssertionVerifier } from './maskinporten/assertion-verifier.js';
import type { Policy } from './policy.js';

/** Everything that the stand-in knows. It outlives the server in front of it, so an outage loses nothing. */
export interface Platform {
  readonly policy: Policy;
  readonly desk: DeskOptions | undefined;
  readonly addresses: Addresses;
  readonly dialogs: DialogStore;
  readonly altinnEvents: AltinnEvents;
  readonly names: ActorNames;
  readonly plays: PlatformVersion;
  readonly allowsLocalHttp: boolean;
  readonly dialogTokenKeys: DialogTokenKeys;
  readonly maskinportenKey: MaskinportenKey;
  readonly assertions: AssertionVerifier;
  readonly idPorten: IdPorten;
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly now: () => Date;
}

/** Start-up options of a platform. */
export interface PlatformOptions {
  /** Where keys and dialogs are kept; none: in memory only. */
  readonly dataDir?: string | undefined;
  /** Where callers reach the platform; by default `http://localhost:<port>`. */
  readonly publicUrl?: string | undefined;
  readonly plays?: PlatformVersion | undefined;
  /** Whether dialogs may hold http URLs of this machine and of the stand-in itself; Dialogporten takes https only. */
  readonly allowsLocalHttp?: boolean | undefined;
  readonly now?: (() => Date) | undefined;
  /** How long Altinn Events waits before each further attempt to deliver an event, in seconds. */
  readonly eventRetrySeconds?: readonly number[] | undefined;
  /** Roles, rules and clients of the stand-in. */
  readonly policy: Policy;
  /** The service owner's desk; none: there is no such page. */
  readonly desk?: DeskOptions | undefined;
}

/** Loads what the folder holds, and makes what it lacks. */
export async function loadPlatform({
  dataDir,
  publicUrl,
  plays = 'today',
  allowsLocalHttp = true,
  now = () => new Date(),
  eventRetrySeconds,
  policy,
  desk,
}: PlatformOptions): Promise<Platform> {
  const addresses = new Addresses(publicUrl);
  if (dataDir !== undefined) makePrivateFolder(dataDir);
  const dialogs = new DialogStore(dataDir);
  const altinnEvents = new AltinnEvents(eventRetrySeconds);
  dialogs.onChange((before, after, { isSilent = false }) => {
    if (isSilent) return;
    const events = cloudEventsOf(before, after, { api: addresses.dialogporten, now: now() });
    for (const event of events) altinnEvents.publish(event);
  });
  return {
    policy,
    desk,
    addresses,
    dialogs,
    altinnEvents,
    names: new ActorNames(policy),
    plays,
    allowsLocalHttp,
    dialogTokenKeys: new DialogTokenKeys(dataDir),
    maskinportenKey: await MaskinportenKey.load(dataDir),
    assertions: new AssertionVerifier(policy, addresses, now),
    idPorten: new IdPorten(policy, addresses),
    faults: new Faults(),
    requests: new RequestLog(),
    now,
  };
}
