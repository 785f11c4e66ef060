import { randomUUID } from 'node:crypto';
import type { Platform } from '../platform.js';
import type { RequestedToken } from './assertion-verifier.js';

const party = (organisation: string) => ({ authority: 'iso6523-actorid-upis', ID: `0192:${organisation}` });

/** How long an access token lives. */
export const accessTokenLifetimeSeconds = 120;

/** Issues the access token that a verified assertion asked for. */
export function issueAccessToken(
  { addresses, maskinportenKey, now }: Platform,
  { client, scopes, onBehalfOf, audience }: RequestedToken,
): string {
  const iat = Math.floor(now().getTime() / 1000);
  return maskinportenKey.sign({
    iss: addresses.maskinporten,
    ...(audience !== undefined && { aud: audience }),
    client_id: client.id,
    client_amr: 'private_key_jwt',
    consumer: party(onBehalfOf ?? client.organisation),
    ...(onBehalfOf !== undefined && { supplier: party(client.organisation) }),
    scope: scopes.join(' '),
    token_type: 'Bearer',
    iat,
    exp: iat + accessTokenLifetimeSeconds,
    jti: randomUUID(),
  });
}
