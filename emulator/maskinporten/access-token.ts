import { randomUUID } from 'node:crypto';
import type { Platform } from '../platform.js';
import type { RequestedToken } from './assertion-verifier.js';

const party = (organisation: string) => ({ authority: 'iso6523-actorid-upis', ID: `0192:${organisation}` });

/** A system user, as Altinn has Maskinporten write it. */
const authorizationDetailOf = (
  { id, organisation }: NonNullable<RequestedToken['systemUser']>,
  client: RequestedToken['client'],
) => ({
  type: 'urn:altinn:systemuser',
  systemuser_id: [id.slice(id.lastIndexOf(':') + 1)],
  systemuser_org: party(organisation.slice(organisation.lastIndexOf(':') + 1)),
  system_id: `${client.organisation}_system`,
});

/** How long an access token lives. */
export const accessTokenLifetimeSeconds = 120;

/** Issues the access token that a verified assertion asked for. */
export function issueAccessToken(
  { addresses, maskinportenKey, now }: Platform,
  { client, scopes, onBehalfOf, systemUser, audience }: RequestedToken,
): string {
  const iat = Math.floor(now().getTime() / 1000);
  return maskinportenKey.sign({
    iss: addresses.maskinporten,
    ...(audience !== undefined && { aud: audience }),
    client_id: client.id,
    client_amr: 'private_key_jwt',
    consumer: party(onBehalfOf ?? client.organisation),
    ...(onBehalfOf !== undefined && { supplier: party(client.organisation) }),
    ...(systemUser !== undefined && { authorization_details: [authorizationDetailOf(systemUser, client)] }),
    scope: scopes.join(' '),
    token_type: 'Bearer',
    iat,
    exp: iat + accessTokenLifetimeSeconds,
    jti: randomUUID(),
  });
}
