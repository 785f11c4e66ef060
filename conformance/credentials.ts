import { randomUUID } from 'node:crypto';
import { importJWK, type JWK, SignJWT } from 'jose';
import type { Credentials } from './caller.js';

/** A token that was fetched beforehand. */
export function bearer(token: string): Credentials {
  return async () => ({ authorization: `Bearer ${token}` });
}

/** A client that is registered in Maskinporten. */
export interface MaskinportenClient {
  /** Maskinporten's issuer, with its trailing slash. */
  readonly issuer: string;
  readonly clientId: string;
  /** Its private key, with `kid`. */
  readonly privateJwk: JWK;
  readonly scope: string;
  /** Where Altinn exchanges Maskinporten's tokens for its own; none: they are used as they are. */
  readonly exchangeUrl?: string;
}

// Maskinporten's tokens live for two minutes.
const usedForMs = 90_000;

/** Fetches a token when it is needed, and another one before it expires. */
export function maskinporten(client: MaskinportenClient): Credentials {
  let token: Promise<string> | undefined;
  let until = 0;
  return async () => {
    if (Date.now() >= until) {
      token = fetchToken(client);
      until = Date.now() + usedForMs;
    }
    return { authorization: `Bearer ${await token}` };
  };
}

async function fetchToken({ issuer, clientId, privateJwk, scope, exchangeUrl }: MaskinportenClient): Promise<string> {
  const assertion = await new SignJWT({ scope, jti: randomUUID() })
    .setProtectedHeader({ alg: 'RS256', kid: privateJwk.kid! })
    .setIssuer(clientId)
    .setAudience(issuer)
    .setIssuedAt()
    .setExpirationTime('60s')
    .sign(await importJWK(privateJwk, 'RS256'));
  const grant = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion };
  const answer = await fetch(`${issuer}token`, { method: 'POST', body: new URLSearchParams(grant) });
  if (!answer.ok) throw new Error(`Maskinporten answered ${answer.status}: ${await answer.text()}`);
  const { access_token: token } = (await answer.json()) as { access_token: string };
  if (exchangeUrl === undefined) return token;
  const exchanged = await fetch(exchangeUrl, { headers: { authorization: `Bearer ${token}` } });
  if (!exchanged.ok) throw new Error(`The token exchange answered ${exchanged.status}`);
  return (await exchanged.text()).replaceAll('"', '');
}
