import { Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Ed25519Key } from '../ed25519.js';
import type { FetchKeys } from './authorization-server.js';

/** A key as the issuer publishes it. */
export interface PublishedKey<Key> {
  readonly kid: string;
  /** The material of the key: as long as it is the same under the same name, the key is the same object. */
  readonly material: string;
  make(): Key;
}

/** Whether a JWK is for verifying signatures, by `use` and `key_ops` (RFC 7517 §4.2 and §4.3), as far as it says. */
export function mayVerify({ use, key_ops: operations }: Readonly<Record<string, unknown>>): boolean {
  if (use !== undefined && use !== 'sig') return false;
  return operations === undefined || (Array.isArray(operations) && operations.includes('verify'));
}

const hour = 60 * 60 * 1000;
/** How long after it was fetched a set may still be used. */
const maxAge = 24 * hour;
/** The longest that a set is left alone, which leaves an hour for retries before it is too old. */
const longestRest = 23 * hour;
const firstRetryDelay = 500;
const longestRetryDelay = 30_000;
/** How often, at the least, it is looked whether the keys are too old. */
const betweenLooks = 60_000;
/** The keys that are remembered as having been published: more than any issuer uses in a lifetime. */
const mostSeen = 1_000;

export interface KeySetOptions<Key> {
  /** The owner of the keys, for the log. */
  readonly name: string;
  readonly fetchKeys: FetchKeys;
  /** Picks the keys that are of use out of a JWK set. Throws where it holds none. */
  readonly readKeys: (jwks: unknown) => readonly PublishedKey<Key>[];
  readonly refreshSeconds: number;
  /** How long after an unknown kid had the keys fetched in vain another one may. */
  readonly unknownKidCooldownSeconds: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** At least 0 and below 1; spreads the retries of many replicas. */
  readonly random: () => number;
}

/** The keys of an issuer were never fetched, or too long ago: its tokens can be neither verified nor refused. */
export class KeysUnavailableError extends Error {
  override readonly name = 'KeysUnavailableError';

  /** @param owner of the keys, for the log */
  constructor(owner: string) {
    super(`There are no keys of ${owner} to verify with`);
  }
}

interface KnownKey<Key> {
  readonly material: string;
  readonly key: Key;
}

/**
 * The keys of an issuer, in memory. They are fetched when the application starts and refreshed in the background; a failed
 * refresh is retried with exponential backoff (0.5 s, doubling up to 30 s) while the last good set stays in use, for 24
 * hours after it was fetched. Nothing here ever makes a request wait.
 */
export class KeySet<Key = Ed25519Key> implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(KeySet.name);
  private readonly stopping = new AbortController();
  private keys: ReadonlyMap<string, KnownKey<Key>> = new Map();
  private fetchedAtMs = -Infinity;
  private refreshing: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private failures = 0;
  private unknownKidRefreshAt = -Infinity;
  /** The keys that have been published while this process runs. */
  private readonly seen = new Set<string>();

  constructor(private readonly options: KeySetOptions<Key>) {}

  /** Whether tokens can be verified: keys have been fetched, and not too long ago. */
  get ready(): boolean {
    return this.options.now() - this.fetchedAtMs <= maxAge;
  }

  /** When the keys in use were fetched. */
  get fetchedAt(): Date | undefined {
    return Number.isFinite(this.fetchedAtMs) ? new Date(this.fetchedAtMs) : undefined;
  }

  /** Waits for the first attempt to fetch the keys, however it ends: the application starts while the platform is away. */
  onModuleInit(): Promise<void> {
    return this.refresh();
  }

  onModuleDestroy(): void {
    clearTimeout(this.timer);
    this.stopping.abort();
  }

  /**
   * The key of a name; the same object for as long as the set holds that key. An unknown name has the set refreshed in
   * the background, at most once per cooldown; a refresh that brings a new key does not count, so that the next change of
   * keys is noticed as fast.
   *
   * @throws KeysUnavailableError where the keys were never fetched, or too long ago.
   */
  keyOf(kid: string): Key | undefined {
    if (!this.ready) throw new KeysUnavailableError(this.options.name);
    const known = this.keys.get(kid);
    if (known === undefined) this.refreshForUnknownKid();
    return known?.key;
  }

  private refreshForUnknownKid(): void {
    const now = this.options.now();
    const cooldown = this.options.unknownKidCooldownSeconds * 1000;
    if (this.refreshing !== undefined || now - this.unknownKidRefreshAt < cooldown) return;
    this.unknownKidRefreshAt = now;
    void this.refresh();
  }

  /** One refresh at a time; it never rejects. */
  private refresh(): Promise<void> {
    this.refreshing ??= this.attempt().finally(() => {
      this.refreshing = undefined;
    });
    return this.refreshing;
  }

  private async attempt(): Promise<void> {
    clearTimeout(this.timer);
    const startedAt = this.options.now();
    try {
      const published = this.options.readKeys(await this.options.fetchKeys(this.stopping.signal));
      if (published.map((key) => this.isNew(key)).includes(true)) this.unknownKidRefreshAt = -Infinity;
      this.keys = new Map(published.map((key) => [key.kid, this.known(key)]));
      this.fetchedAtMs = startedAt;
      this.failures = 0;
      this.refreshIn(Math.min(this.options.refreshSeconds * 1000, longestRest));
    } catch (error) {
      if (this.stopping.signal.aborted) return;
      const delay = this.retryDelay();
      this.failures += 1;
      this.logger.warn(
        `The keys of ${this.options.name} could not be fetched; next try in ${delay} ms: ${messageOf(error)}`,
      );
      this.refreshIn(delay);
    }
  }

  /** Each key is new once: a set that changes to and fro, as behind several caches, is no reason to fetch without end. */
  private isNew({ kid, material }: PublishedKey<Key>): boolean {
    const name = `${kid} ${material}`;
    if (this.seen.has(name) || this.seen.size >= mostSeen) return false;
    this.seen.add(name);
    return true;
  }

  private known({ kid, material, make }: PublishedKey<Key>): KnownKey<Key> {
    const known = this.keys.get(kid);
    return known?.material === material ? known : { material, key: make() };
  }

  private retryDelay(): number {
    const delay = Math.min(firstRetryDelay * 2 ** this.failures, longestRetryDelay);
    return Math.round(delay * (1 - this.options.random() / 2));
  }

  /** A machine that sleeps, or whose clock is set, finds the keys too old long before a timer does: so it looks now and then. */
  private refreshIn(milliseconds: number): void {
    if (this.stopping.signal.aborted) return;
    const step = Math.min(milliseconds, betweenLooks);
    const next = () => (step < milliseconds && this.ready ? this.refreshIn(milliseconds - step) : void this.refresh());
    this.timer = setTimeout(next, step).unref();
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
