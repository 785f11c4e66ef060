import type { JWK } from 'jose';
import { databaseUrlFault, type Encryption, encryptionOf } from './database-url.js';
import { portalOf, portals } from './portals.js';
import { parseJwk } from './setting-rules.js';
import type { Settings } from './settings.js';

/** The client that the stand-in ID-porten knows. Published with the source, so it proves nothing elsewhere. */
export const standInLoginClient = {
  IDPORTEN_CLIENT_ID: 'local-service',
  IDPORTEN_CLIENT_SECRET: 'published-with-the-source-for-the-stand-in',
} as const;

/** Part of the secrets of docker/compose.yaml. */
const publishedSecret = 'only-for-trying';

/** A value to be filled in, as in the examples of settings. */
const placeholder = /<[^<>]+>/;

/** The fewest different characters in a secret: of 32 random hexadecimal digits nearly all have more. */
const leastVariety = 8;

/** The shortest prefixes of ranges that may be proxies: 10.0.0.0/8 is one network, and so is fc00::/7. */
const leastPrefix = { v4: 8, v6: 7 };

/** Well-formed values that production refuses: they are public, can be guessed, or trust everything. */
export function productionFaults(settings: Settings, local: Readonly<Record<string, string>>): string[] {
  const faults = Object.entries(settings).flatMap(([name, value]) => valueFaults(name, [value].flat()));
  const published = parseJwk(local['MASKINPORTEN_PRIVATE_JWK']) as JWK | undefined;
  for (const name of ['MASKINPORTEN_PRIVATE_JWK', 'IDPORTEN_PRIVATE_JWK'] as const) {
    if (published?.n !== undefined && settings[name]?.n === published.n)
      faults.push(`${name}: is the stand-in's published key, which production refuses`);
  }
  const known = { ...standInLoginClient, MASKINPORTEN_CLIENT_ID: local['MASKINPORTEN_CLIENT_ID'] };
  for (const [name, value] of Object.entries(known)) {
    if (settings[name as keyof typeof known] === value)
      faults.push(`${name}: is the stand-in's, which production refuses`);
  }
  for (const name of ['SESSION_SECRET', 'EVENTS_SECRET'] as const) {
    if (settings[name]?.some((secret) => secret.length >= 32 && isGuessable(secret)) === true)
      faults.push(`${name}: can be guessed: it repeats itself, or has too few different characters`);
  }
  if (!settings.DATABASE_CLEAR_TEXT && encryptionTo(settings.DATABASE_URL) === 'none') {
    faults.push(
      'DATABASE_URL: must ask for TLS in production (sslmode=verify-full); DATABASE_CLEAR_TEXT=true allows it without',
    );
  }
  if (trustsEverything(settings.TRUST_PROXY)) {
    faults.push(
      'TRUST_PROXY: must name the addresses or ranges of the proxies in production: any caller could forge its address',
    );
  }
  return faults;
}

/** Warnings about settings in production, each by the name of the setting. */
export function productionWarnings(settings: Settings): string[] {
  if (settings.NODE_ENV !== 'production') return [];
  const { CORS_ORIGINS, DATABASE_URL, DIALOGPORTEN_BASE_URL, OPERATIONS_PORT, RATE_LIMIT_PER_MINUTE } = settings;
  const foreign = CORS_ORIGINS.filter(
    (origin) => portals.includes(origin) && origin !== portalOf(DIALOGPORTEN_BASE_URL),
  );
  const encryption = encryptionTo(DATABASE_URL);
  return [
    ...(encryption === 'none'
      ? ['DATABASE_URL: has no sslmode, so the connections to PostgreSQL are not encrypted']
      : []),
    ...(encryption === 'unverified'
      ? ["DATABASE_URL: has an sslmode by which the server's certificate is not verified: verify-full does"]
      : []),
    ...(OPERATIONS_PORT === undefined
      ? ['OPERATIONS_PORT: is not set, so /health, /metrics and /docs answer every client that can reach PORT']
      : []),
    ...(RATE_LIMIT_PER_MINUTE === 0 ? ['RATE_LIMIT_PER_MINUTE: is 0, so one caller may ask without end'] : []),
    ...(foreign.length === 0
      ? []
      : [`CORS_ORIGINS: has the portal of another environment than Dialogporten's: ${foreign.join(', ')}`]),
  ];
}

/** How the connections to a database are protected, where its URL has no fault. */
function encryptionTo(url: string | undefined): Encryption | undefined {
  return url === undefined || databaseUrlFault(url) !== undefined ? undefined : encryptionOf(url);
}

function valueFaults(name: string, parts: readonly unknown[]): readonly string[] {
  const texts = parts.filter((part) => typeof part === 'string');
  return [
    ...(texts.some((text) => text.startsWith('http:')) ? [`${name}: must be https in production`] : []),
    ...(texts.some((text) => text.includes(publishedSecret))
      ? [`${name}: is that of docker/compose.yaml, which production refuses`]
      : []),
    ...(texts.some((text) => placeholder.test(text)) ? [`${name}: must be filled in: it is still the example's`] : []),
  ];
}

/** Whether a secret has few different characters, or is a shorter text again and again. */
function isGuessable(secret: string): boolean {
  if (new Set(secret).size < leastVariety) return true;
  const periods = Array.from({ length: Math.floor(secret.length / 2) }, (_, index) => index + 1);
  return periods.some((period) => secret.startsWith(secret.slice(period)));
}

function trustsEverything(trust: boolean | string): boolean {
  if (typeof trust !== 'string') return trust;
  return trust.split(',').some((range) => {
    const [address = '', prefix] = range.trim().split('/');
    return prefix !== undefined && Number(prefix) < (address.includes(':') ? leastPrefix.v6 : leastPrefix.v4);
  });
}
