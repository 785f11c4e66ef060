import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, randomUUID, sign } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readJson, writeJsonAtomically } from '../atomic-file.js';
import type { PublicRsaJwk } from '../policy.js';
import { compactJws } from './compact-jws.js';

type PrivateRsaJwk = PublicRsaJwk & Readonly<Record<'d' | 'p' | 'q' | 'dp' | 'dq' | 'qi', string>>;

/** The key that signs Maskinporten's access tokens. */
export class MaskinportenKey {
  readonly publicKey: KeyObject;
  readonly #privateKey: KeyObject;
  readonly #publicJwk: PublicRsaJwk;

  private constructor(jwk: PrivateRsaJwk) {
    const { kty, kid, alg, use, n, e } = jwk;
    this.#publicJwk = { kty, kid, alg, use, n, e };
    this.#privateKey = createPrivateKey({ key: { ...jwk }, format: 'jwk' });
    this.publicKey = createPublicKey(this.#privateKey);
  }

  /** The key kept in the folder, or a new one, kept there if there is a folder. */
  static async load(folder?: string): Promise<MaskinportenKey> {
    const path = folder === undefined ? undefined : join(folder, 'maskinporten-key.json');
    const kept = path === undefined ? undefined : (readJson(path) as PrivateRsaJwk | undefined);
    if (kept) return new MaskinportenKey(kept);
    const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
    const jwk = {
      ...privateKey.export({ format: 'jwk' }),
      kid: randomUUID(),
      alg: 'RS256',
      use: 'sig',
    } as PrivateRsaJwk;
    if (path !== undefined) writeJsonAtomically(path, jwk);
    return new MaskinportenKey(jwk);
  }

  /** The published key set. */
  get keySet(): { readonly keys: readonly PublicRsaJwk[] } {
    return { keys: [this.#publicJwk] };
  }

  sign(claims: object): string {
    const header = { alg: 'RS256', typ: 'JWT', kid: this.#publicJwk.kid };
    return compactJws(header, claims, (input) => sign('sha256', input, this.#privateKey));
  }
}
