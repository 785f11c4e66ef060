import type { AddressInfo } from 'node:net';
import type { Fault, Faults } from './control/faults.js';
import type { RequestLog } from './control/request-log.js';
import type { DeskOptions } from './desk/desk-options.js';
import type { Dialog } from './model/dialog.js';
import type { AltinnEvents } from './events/altinn-events.js';
import { type Members, signDialogToken } from './end-user/dialog-token.js';
import type { PlatformVersion } from './json/platform-schemas.js';
import { loadPlatform, type Platform } from './platform.js';
import type { Policy } from './policy.js';
import { createServer } from './server.js';

export type { Dialog, Fault, Members, PlatformVersion };

/** How the stand-in is started. */
export interface EmulatorOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** The interface to listen on; by default the machine itself only. */
  readonly host?: string;
  /** Where keys and dialogs are kept; none: in memory only. */
  readonly dataDir?: string;
  /** Where callers reach the stand-in, and so its issuers; by default `http://localhost:<port>`. */
  readonly publicUrl?: string;
  /** The Dialogporten that is played; by default that of today. */
  readonly plays?: PlatformVersion;
  /** Whether dialogs may hold http URLs of this machine and of the stand-in itself; by default they may. */
  readonly allowsLocalHttp?: boolean;
  /** The clock; by default the machine's. */
  readonly now?: () => Date;
  /** How long Altinn Events waits before each further attempt to deliver an event, in seconds; by default as the real one. */
  readonly eventRetrySeconds?: readonly number[];
  /** Roles, rules and clients of the stand-in. */
  readonly policy: Policy;
  /** The service owner's desk; none: there is no such page. */
  readonly desk?: DeskOptions;
}

/** Starts the stand-in platform, and resolves when it answers. */
export async function startEmulator({ port = 0, host = '127.0.0.1', ...options }: EmulatorOptions): Promise<Emulator> {
  const emulator = new Emulator(await loadPlatform(options), host, port);
  await emulator.resume();
  return emulator;
}

/** A running stand-in platform, as tests hold it. */
export class Emulator {
  readonly #platform: Platform;
  readonly #host: string;
  #port: number;
  #server: ReturnType<typeof createServer> | undefined;

  constructor(platform: Platform, host: string, port: number) {
    this.#platform = platform;
    this.#host = host;
    this.#port = port;
  }

  /** Its public address, without a trailing slash. */
  get url(): string {
    return this.#platform.addresses.base;
  }

  get faults(): Pick<Faults, 'set' | 'clear' | 'list'> {
    return this.#platform.faults;
  }

  get requests(): Pick<RequestLog, 'list' | 'clear'> {
    return this.#platform.requests;
  }

  /** The dialogs as they are stored, to read only. */
  get dialogs(): { get(id: string): Dialog | undefined; all(): readonly Dialog[] } {
    return this.#platform.dialogs;
  }

  /** Altinn Events, which tells endpoints of changes: what it has tried, and a way to publish an event of another source. */
  get altinnEvents(): Pick<AltinnEvents, 'attempts' | 'publish'> {
    return this.#platform.altinnEvents;
  }

  /** Forgets a dialog, as if it had never been: a purge without its owner. */
  forget(id: string): void {
    const dialog = this.#platform.dialogs.get(id);
    if (dialog) this.#platform.dialogs.purge(dialog);
  }

  /** Replaces Dialogporten's keys: tokens signed before are no longer good. */
  async rotateKeys(): Promise<void> {
    this.#platform.dialogTokenKeys.rotate();
  }

  /**
   * Signs a token with a genuine key, however odd its content. `iss`, `iat`, `nbf`, `exp` and `jti` are filled in;
   * given members win, and undefined leaves one out.
   *
   * @param header its `kid` chooses between the two keys in the set
   */
  signDialogToken(claims: Members = {}, header: Members = {}): string {
    return signDialogToken(this.#platform, claims, header);
  }

  /** Closes the door: connections are cut and refused. Nothing is forgotten. */
  async pause(): Promise<void> {
    await this.#server?.close();
    this.#server = undefined;
  }

  /** Opens the same door again. */
  async resume(): Promise<void> {
    if (this.#server) return;
    // Fastify does not listen twice, so there is a new server in front of the same platform.
    this.#server = createServer(this.#platform);
    await this.#server.listen({ host: this.#host, port: this.#port });
    this.#port = (this.#server.server.address() as AddressInfo).port;
    this.#platform.addresses.listeningOn(this.#port);
  }

  /** Stops for good. */
  async stop(): Promise<void> {
    this.#platform.altinnEvents.stop();
    await this.pause();
  }
}
