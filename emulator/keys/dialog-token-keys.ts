import { createPrivateKey, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { join } from 'node:path';
import { readJson, writeJsonAtomically } from '../atomic-file.js';
import { compactJws } from './compact-jws.js';

/** A public key as Dialogporten publishes it (RFC 8037). */
export interface PublicEd25519Jwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly use: 'sig';
  readonly alg: 'EdDSA';
  readonly kid: string;
  readonly x: string;
}

interface SigningKey {
  readonly privateKey: KeyObject;
  readonly publicJwk: PublicEd25519Jwk;
}

type PrivateEd25519Jwk = PublicEd25519Jwk & { readonly d: string };

/** Dialogporten's two signing keys: the first one signs, both are published. With a folder they outlive a restart. */
export class DialogTokenKeys {
  readonly #path: string | undefined;
  #keys: readonly [SigningKey, SigningKey];

  constructor(folder?: string) {
    this.#path = folder === undefined ? undefined : join(folder, 'dialogporten-keys.json');
    const kept = this.#path === undefined ? undefined : (readJson(this.#path) as PrivateEd25519Jwk[] | undefined);
    if (kept?.[0] && kept[1]) this.#keys = [fromJwk(kept[0]), fromJwk(kept[1])];
    else this.#keys = this.#makeKeys();
  }

  /** The published key set. */
  get keySet(): { readonly keys: readonly PublicEd25519Jwk[] } {
    return { keys: this.#keys.map(({ publicJwk }) => publicJwk) };
  }

  /** The `kid` of the key that signs. */
  get signingKeyId(): string {
    return this.#keys[0].publicJwk.kid;
  }

  /** Replaces both keys at once: tokens signed with the old ones no longer verify. */
  rotate(): void {
    this.#keys = this.#makeKeys();
  }

  /** Signs with the key that the header's `kid` names, or with the first one when it names neither. */
  sign(header: Readonly<Record<string, unknown>>, claims: object): string {
    const { privateKey } = this.#keys.find(({ publicJwk }) => publicJwk.kid === header['kid']) ?? this.#keys[0];
    return compactJws(header, claims, (input) => sign(null, input, privateKey));
  }

  #makeKeys(): readonly [SigningKey, SigningKey] {
    const jwks = [newJwk(), newJwk()] as const;
    if (this.#path !== undefined) writeJsonAtomically(this.#path, jwks);
    return [fromJwk(jwks[0]), fromJwk(jwks[1])];
  }
}

function newJwk(): PrivateEd25519Jwk {
  const { x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return { kty: 'OKP', crv: 'Ed25519', use: 'sig', alg: 'EdDSA', kid: `dp-${randomUUID()}`, x: x!, d: d! };
}

function fromJwk({ d, ...publicJwk }: PrivateEd25519Jwk): SigningKey {
  return { publicJwk, privateKey: createPrivateKey({ key: { ...publicJwk, d }, format: 'jwk' }) };
}
