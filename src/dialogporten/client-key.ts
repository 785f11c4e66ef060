import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

/** The key of a Maskinporten client, both halves. */
export interface ClientKey {
  /** For the setting `MASKINPORTEN_PRIVATE_JWK`, and secret. */
  readonly privateJwk: JWK;
  /** To be registered at Maskinporten, for the client. */
  readonly publicJwk: JWK;
}

/** How keys are made. */
export interface ClientKeyOptions {
  /** The key's name at Maskinporten. Default: a new UUID. */
  readonly kid?: string | undefined;
  /** The length of the modulus, in bits; at least 2048. Default: 3072. */
  readonly bits?: number | undefined;
}

/**
 * Makes an RSA key to sign Maskinporten's grants with (RS256).
 *
 * @throws RangeError for a modulus that Maskinporten does not take.
 */
export async function makeClientKey({ kid = randomUUID(), bits = 3072 }: ClientKeyOptions = {}): Promise<ClientKey> {
  if (!(bits >= 2048 && bits <= 8192)) throw new RangeError('the key must have from 2048 to 8192 bits');
  const { privateKey } = await generateKeyPair('RS256', { extractable: true, modulusLength: bits });
  const { kty, n, e, ...secret } = await exportJWK(privateKey);
  const publicJwk = { kty, kid, use: 'sig', alg: 'RS256', n, e } as JWK;
  return { publicJwk, privateJwk: { ...publicJwk, ...secret } };
}
