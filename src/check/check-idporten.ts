import { discover } from '../dialog-token/index.js';
import { outgoingFetch } from '../http/outgoing.js';
import { fault, finding, type Findings } from './finding.js';

const timeoutMs = 10_000;

/** Whether ID-porten is there, and is the one that we take it for. */
export async function* checkIdporten(issuer: string): Findings {
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
  }
}
