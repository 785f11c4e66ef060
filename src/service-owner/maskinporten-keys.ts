import { createPublicKey, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { leastModulusBits, modulusBits } from '../config/setting-rules.js';
import { Settings } from '../config/settings.js';
import { KeySet, keySource, mayVerify, metadataPath, type PublishedKey } from 'nestjs-dialog-token';
import { outgoingFetch } from '../outgoing/outgoing.js';

/** How long fetching the keys may take, in milliseconds. */
const timeoutMs = 5_000;

const refreshSeconds = 3_600;
const unknownKidCooldownSeconds = 15;

/** The keys that Maskinporten signs its access tokens with, kept like those of Dialogporten. */
@Injectable()
export class MaskinportenKeys extends KeySet<KeyObject> {
  constructor({ MASKINPORTEN_ISSUER }: Settings) {
    const issuer = issuerNamed(MASKINPORTEN_ISSUER);
    super({
      name: 'Maskinporten',
      fetchKeys: keySource({ metadataUrl: `${issuer}${metadataPath}`, issuer, timeoutMs, fetch: outgoingFetch }),
      readKeys: rsaKeysIn,
      refreshSeconds,
      unknownKidCooldownSeconds,
      now: Date.now,
      random: Math.random,
    });
  }
}

/** Maskinporten's issuer ends in a slash, though it is often left out. */
export function issuerNamed(setting: string): string {
  return setting.replace(/\/?$/, '/');
}

interface RsaJwk {
  readonly kid: string;
  readonly n: string;
  readonly e: string;
}

/**
 * Picks the RSA keys that verify signatures out of a JWK set; shorter ones than RFC 7518 §3.3 lets sign are passed over.
 *
 * @throws Error where the set is none, or holds no key that is of use here.
 */
export function rsaKeysIn(jwks: unknown): readonly PublishedKey<KeyObject>[] {
  if (!Array.isArray(jwks)) throw new Error('the key set is malformed');
  const keys = jwks.filter(isRsaKey).map(({ kid, n, e }) => ({
    kid,
    material: `${n} ${e}`,
    make: () => createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' }),
  }));
  if (keys.length === 0) throw new Error('the key set holds no RSA key to verify signatures with');
  return keys;
}

function isRsaKey(jwk: unknown): jwk is RsaJwk {
  const { kty, alg, kid, n, e, ...rest } = Object(jwk) as Record<string, unknown>;
  return (
    kty === 'RSA' &&
    mayVerify(rest) &&
    (alg === undefined || alg === 'RS256') &&
    [kid, n, e].every((part) => typeof part === 'string' && part !== '') &&
    modulusBits(n as string) >= leastModulusBits &&
    // A private key in public is no proof of anything.
    !Object.hasOwn(rest, 'd')
  );
}
