import { type CryptoKey, exportSPKI, importJWK, type JWK } from 'jose';

/** The key that the platform signs with just now: the first of its set. */
export async function signingKey(issuer: string): Promise<CryptoKey> {
  const response = await fetch(`${issuer}/.well-known/jwks.json`);
  const { keys } = (await response.json()) as { keys: [JWK] };
  return (await importJWK(keys[0], 'EdDSA', { extractable: true })) as CryptoKey;
}

export async function signingKeyPem(issuer: string): Promise<string> {
  return exportSPKI(await signingKey(issuer));
}
