import { platformFetch } from '../dialogporten/platform-fetch.js';

const timeoutMs = 5_000;

/**
 * How `jwks-rsa` gets Maskinporten's keys: it is given the address of the issuer's metadata (RFC 8414), which says
 * where the keys are.
 */
export function fetchMaskinportenKeys(issuer: string) {
  return async (metadataUri: string): Promise<{ keys: unknown }> => {
    const metadata = await fetchJson(metadataUri);
    if (metadata['issuer'] !== issuer || typeof metadata['jwks_uri'] !== 'string') {
      throw new Error("Maskinporten's metadata is not that of the configured issuer");
    }
    const { keys } = await fetchJson(metadata['jwks_uri']);
    return { keys };
  };
}

async function fetchJson(uri: string): Promise<Record<string, unknown>> {
  const response = await platformFetch(uri, timeoutMs);
  if (!response.ok) throw new Error(`${uri} answered ${response.status}`);
  return (await response.json()) as Record<string, unknown>;
}
