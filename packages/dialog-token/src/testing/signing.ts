import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';

/** A key of the issuer, as a test holds it: made and used with node:crypto alone, so that no library checks itself. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** As the issuer publishes it. */
  readonly jwk: Readonly<Record<string, unknown>>;
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** Makes an Ed25519 key pair. */
export function createSigningKey(kid: string = randomUUID()): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { x } = publicKey.export({ format: 'jwk' });
  return { kid, privateKey, publicKey, jwk: { kty: 'OKP', crv: 'Ed25519', use: 'sig', alg: 'EdDSA', kid, x } };
}

/** The claims of a dialog token that is good for the next ten minutes. An override of `undefined` leaves a claim out. */
export function dialogTokenClaims(overrides: JsonObject = {}, now = Date.now()): Record<string, unknown> {
  const iat = Math.floor(now / 1000);
  return {
    jti: randomUUID(),
    iss: 'https://platform.example/dialogporten/api/v1',
    iat,
    nbf: iat,
    exp: iat + 600,
    c: 'urn:altinn:person:identifier-no:14886498226',
    l: 3,
    p: 'urn:altinn:organization:identifier-no:991825827',
    s: 'urn:altinn:resource:serving-licence',
    i: '0194a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b',
    a: 'read;write;elementread,urn:altinn:subresource:appendix',
    ...overrides,
  };
}

/** The header of a dialog token. */
export function dialogTokenHeader(key: Pick<SigningKey, 'kid'>, overrides: JsonObject = {}): Record<string, unknown> {
  return { alg: 'EdDSA', typ: 'JWT', kid: key.kid, ...overrides };
}

/** Signs any header and claims as they are: objects as JSON, strings and bytes literally. */
export function signCompact(
  key: Pick<SigningKey, 'privateKey'>,
  header: JsonObject | string | Uint8Array,
  claims: JsonObject | string | Uint8Array,
): string {
  const signingInput = `${encode(header)}.${encode(claims)}`;
  return `${signingInput}.${sign(null, Buffer.from(signingInput), key.privateKey).toString('base64url')}`;
}

/** Signs a dialog token: the default claims, with these overrides. */
export function signDialogToken(key: SigningKey, claims: JsonObject = {}, header: JsonObject = {}): string {
  return signCompact(key, dialogTokenHeader(key, header), dialogTokenClaims(claims));
}

function encode(part: JsonObject | string | Uint8Array): string {
  const bytes = typeof part === 'string' || part instanceof Uint8Array ? part : JSON.stringify(part);
  return Buffer.from(bytes as string).toString('base64url');
}
