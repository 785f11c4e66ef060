import type { Settings } from '../config/settings.js';
import { discover } from 'nestjs-dialog-token';
import { outgoingFetch } from '../outgoing/outgoing.js';
import { IdPorten } from '../navigation/id-porten.js';
import { fault, finding, type Findings } from './finding.js';

const timeoutMs = 10_000;

/** Whether ID-porten is there, is the one that we take it for, and knows our client with its secret or key. */
export async function* checkIdporten(settings: Settings, now: () => number): Findings {
  const { IDPORTEN_ISSUER: issuer, IDPORTEN_CLIENT_ID: clientId, IDPORTEN_PRIVATE_JWK: key } = settings;
  try {
    const metadataUrl = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const server = await discover({
      metadataUrl,
      issuer,
      signal: AbortSignal.timeout(timeoutMs),
      fetch: outgoingFetch,
    });
    server.address('jwks_uri');
    yield finding('ok', 'ID-porten', `issuer ${issuer}`);
  } catch (error) {
    yield fault('ID-porten', error);
    return;
  }
  const about = "ID-porten's client";
  const proof = key === undefined ? 'its secret' : `its key ${key.kid}`;
  try {
    const isAccepted = await new IdPorten(settings, { now: () => new Date(now()) }).acceptsClient();
    if (isAccepted) yield finding('ok', about, `${clientId} is known by ${proof}`);
    else yield finding('fault', about, `${clientId} is not accepted by ${proof}`);
  } catch (error) {
    yield fault(about, error);
  }
}
