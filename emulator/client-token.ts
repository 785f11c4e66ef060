import { randomUUID } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import type { ClientWithKey } from './client-with-key.js';

/** Gets a Maskinporten access token from the stand-in at `emulatorUrl`, as the agency's own systems would. */
export async function fetchClientToken(
  emulatorUrl: string,
  { clientId, privateJwk }: ClientWithKey,
  scope: string,
  claims: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const issuer = `${emulatorUrl}/maskinporten/`;
  const assertion = await new SignJWT({ scope, jti: randomUUID(), ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: privateJwk.kid })
    .setIssuer(clientId)
    .setAudience(issuer)
    .setIssuedAt()
    .setExpirationTime('60s')
    .sign(await importJWK(privateJwk, 'RS256'));
  const response = await fetch(`${issuer}token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }),
  });
  if (!response.ok) throw new Error(`Maskinporten answered ${response.status}: ${await response.text()}`);
  const { access_token: token } = (await response.json()) as { access_token: string };
  return token;
}
