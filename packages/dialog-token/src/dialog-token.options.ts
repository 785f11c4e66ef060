import type { Fetch } from './keys/authorization-server.js';

/** Options of `DialogTokenModule`. */
export interface DialogTokenOptions {
  /** Where Dialogporten is reached, without `/api/v1`, such as `https://platform.altinn.no/dialogporten`. */
  readonly baseUrl: string;
  /** The `iss` that tokens must have, exactly. Default: `${baseUrl}/api/v1`. */
  readonly issuer?: string;
  /** The service resources that this service owns. Tokens for any other are refused. */
  readonly serviceResources: readonly string[];
  /** How far the clocks may be apart, in seconds. Default: 10, as in the platform's own SDK. */
  readonly clockToleranceSeconds?: number;
  /** How often the issuer's keys are fetched, in seconds; 86400 at most. Default: 3600. */
  readonly keyRefreshSeconds?: number;
  /** How long after an unknown `kid` had the keys fetched in vain another one may, in seconds. Default: 15. */
  readonly unknownKidCooldownSeconds?: number;
  /** How long fetching the keys may take, in milliseconds. Default: 5000. */
  readonly fetchTimeoutMs?: number;
  /** Fetches the keys, such as through a proxy. Default: the global `fetch`. */
  readonly fetch?: Fetch;
  /** The longest token that is looked into, in characters. Default: 16000, just under what an HTTP header may hold. */
  readonly maxTokenLength?: number;
  /** How much memory the verified tokens that are remembered may take, in bytes. Default: 64 MiB. */
  readonly cacheBytes?: number;
  /** The time in milliseconds since 1970. Default: `Date.now`. */
  readonly now?: () => number;
}

const mebibyte = 1_048_576;

/** The options, checked, with every default filled in. */
export type DialogTokenSettings = Required<DialogTokenOptions>;

/**
 * Checks the options and fills in the defaults.
 *
 * @throws TypeError with a message that names the option.
 */
export function dialogTokenSettings(options: DialogTokenOptions): DialogTokenSettings {
  const baseUrl = baseUrlIn(options.baseUrl);
  return {
    baseUrl,
    issuer: issuerIn(options.issuer ?? `${baseUrl}/api/v1`),
    serviceResources: serviceResourcesIn(options.serviceResources),
    clockToleranceSeconds: numberIn(options, 'clockToleranceSeconds', { default: 10, min: 0, max: 300 }),
    keyRefreshSeconds: numberIn(options, 'keyRefreshSeconds', { default: 3600, min: 1, max: 86_400 }),
    unknownKidCooldownSeconds: numberIn(options, 'unknownKidCooldownSeconds', { default: 15, min: 1, max: 86_400 }),
    fetchTimeoutMs: numberIn(options, 'fetchTimeoutMs', { default: 5000, min: 1, max: 60_000 }),
    fetch: options.fetch ?? globalThis.fetch,
    maxTokenLength: numberIn(options, 'maxTokenLength', { default: 16_000, min: 1, max: 1_048_576 }),
    cacheBytes: numberIn(options, 'cacheBytes', { default: 64 * mebibyte, min: mebibyte, max: 4096 * mebibyte }),
    now: options.now ?? Date.now,
  };
}

function baseUrlIn(baseUrl: unknown): string {
  const url = typeof baseUrl === 'string' && URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  const plain = url && !url.search && !url.hash && !url.username && !url.password;
  if (typeof baseUrl !== 'string' || !plain || !/^https?:$/.test(url.protocol)) {
    throw new TypeError('DialogTokenModule: "baseUrl" must be an http(s) URL without query, fragment or credentials');
  }
  return baseUrl.replace(/\/+$/, '');
}

function issuerIn(issuer: unknown): string {
  if (typeof issuer === 'string' && issuer !== '') return issuer;
  throw new TypeError('DialogTokenModule: "issuer" must be a non-empty string');
}

function serviceResourcesIn(serviceResources: unknown): readonly string[] {
  if (
    Array.isArray(serviceResources) &&
    serviceResources.length > 0 &&
    serviceResources.every((resource) => typeof resource === 'string' && /^urn:\S+$/.test(resource))
  ) {
    return Object.freeze([...serviceResources]);
  }
  throw new TypeError('DialogTokenModule: "serviceResources" must be URNs, and at least one');
}

type NumberName = {
  [Name in keyof DialogTokenSettings]: DialogTokenSettings[Name] extends number ? Name : never;
}[keyof DialogTokenSettings];

function numberIn(
  options: DialogTokenOptions,
  name: NumberName,
  { default: fallback, min, max }: { default: number; min: number; max: number },
): number {
  const value: unknown = options[name] ?? fallback;
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new TypeError(`DialogTokenModule: "${name}" must be a whole number from ${min} to ${max}`);
}
