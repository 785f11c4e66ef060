import { isIP } from 'node:net';
import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';
import { databaseUrlFault } from './database-url.js';

/*
 * How the text of an environment variable is read, and what it is held to. The messages follow the setting's name.
 */
/** A whole number, without sign or exponent. */
export const Integer = () => Transform(({ value }) => (/^\d{1,9}$/.test(String(value)) ? Number(value) : value));
/** A URL, without a slash at its end. */
export const Url = () => Transform(({ value }) => (typeof value === 'string' ? value.replace(/\/$/, '') : value));
/** Several values, separated by commas. */
export const List = () =>
  Transform(({ value }: { value: unknown }) =>
    value === undefined
      ? undefined
      : String(value)
          .split(',')
          .map((entry) => entry.trim()),
  );

export const IsHttpUrl = () =>
  ValidateBy({
    name: 'isHttpUrl',
    validator: {
      validate: (value) =>
        typeof value === 'string' &&
        URL.canParse(value) &&
        /^https?:\/\/[^?#@]+$/.test(value) &&
        value === value.trim(),
      defaultMessage: () => 'must be an absolute http or https URL without user, query or fragment',
    },
  });

export const IsDatabaseUrl = () =>
  ValidateBy({
    name: 'isDatabaseUrl',
    validator: {
      validate: (value) => typeof value === 'string' && databaseUrlFault(value) === undefined,
      defaultMessage: (given) => databaseUrlFault(String(given?.value)) ?? '',
    },
  });

/** In the place of an origin: this machine on any port, which no portal but one that is being worked on is at. */
export const anyLocalPort = 'http://localhost:*';

function isOrigin(value: string): boolean {
  return URL.canParse(value) && /^https?:/.test(value) && new URL(value).origin === value;
}

export const AreOrigins = () =>
  ValidateBy({
    name: 'areOrigins',
    validator: {
      validate: (value) => Array.isArray(value) && value.every((origin) => origin === anyLocalPort || isOrigin(origin)),
      defaultMessage: () => 'must be exact origins, such as https://af.altinn.no, separated by commas',
    },
  });

export const IsRsaPrivateJwk = () =>
  ValidateBy({
    name: 'isRsaPrivateJwk',
    validator: {
      validate: (value) =>
        typeof value === 'object' &&
        value !== null &&
        value.kty === 'RSA' &&
        ['kid', 'n', 'e', 'd', 'p', 'q'].every((part) => typeof value[part] === 'string' && value[part] !== '') &&
        modulusBits(value.n) >= leastModulusBits,
      defaultMessage: () =>
        `must be a private RSA key of ${leastModulusBits} bits or more with a kid, as a JWK in JSON or as base64 of that JSON`,
    },
  });

/** A JWK given as JSON, or as base64 of JSON (easier to pass through a shell or a secret store); the text when it is neither. */
export function parseJwk(text: unknown): unknown {
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text.trimStart().startsWith('{') ? text : Buffer.from(text, 'base64').toString('utf8'));
  } catch {
    return text;
  }
}

function isAddressOrRange(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  if (bits === -1 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
}

export const IsProxyTrust = () =>
  ValidateBy({
    name: 'isProxyTrust',
    validator: {
      validate: (value) =>
        typeof value === 'boolean' ||
        (typeof value === 'string' && value.split(',').every((part) => isAddressOrRange(part.trim()))),
      defaultMessage: () => 'must be true, false, or IP addresses and CIDR ranges, separated by commas',
    },
  });

/** A key: see {@link parseJwk}. */
export const Jwk = () => Transform(({ value }) => parseJwk(value));

/** `true`, `false`, or anything else as it is. */
export const BooleanOrText = () =>
  Transform(({ value }) => (value === 'true' || value === 'false' ? value === 'true' : value));

/** The shortest modulus that an RSA key to sign with may have, in bits (RFC 7518 §3.3). */
export const leastModulusBits = 2_048;

/** The length of a modulus in bits, from the member `n` of a JWK (base64url, RFC 7518 §6.3.1.1). */
export function modulusBits(n: string): number {
  const bytes = Buffer.from(n, 'base64url').toString('hex');
  return bytes === '' ? 0 : BigInt(`0x${bytes}`).toString(2).length;
}

/** A service resource under a name that Altinn's resource registry takes: four or more of `a-z`, `0-9`, `_` and `-`. */
export const serviceResourceForm = /^urn:altinn:resource:[a-z0-9_-]{4,}$/;
