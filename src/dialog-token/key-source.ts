import jwksRsa from 'jwks-rsa';
import { parseJsonObject } from './json-object.js';

/** The largest document that is read from the platform, in bytes. The real ones are below 2 000. */
const maxDocumentLength = 256 * 1024;

export interface KeySourceOptions {
  /** Where Dialogporten is reached, without `/api/v1`. */
  readonly baseUrl: string;
  readonly issuer: string;
  /** How long discovery and keys may take together, in milliseconds. */
  readonly timeoutMs: number;
}

/** Fetches a JWK set, unchecked; gives up when the signal says so. */
export type FetchKeys = (signal: AbortSignal) => Promise<unknown>;

/**
 * Where the issuer publishes its keys: its authorization server metadata (RFC 8414 §3) names the JWK set, which may
 * move, so both are read every time. Redirects are not followed.
 */
export function keySource({ baseUrl, issuer, timeoutMs }: KeySourceOptions): FetchKeys {
  const metadataUrl = `${baseUrl}/api/v1/.well-known/oauth-authorization-server`;
  const allowHttp = baseUrl.startsWith('http:');

  return async (stopped) => {
    const signal = AbortSignal.any([stopped, AbortSignal.timeout(timeoutMs)]);
    const metadata = await fetchDocument(metadataUrl, signal);
    // RFC 8414 §3.3: metadata that names another issuer must not be used.
    if (metadata.issuer !== issuer) throw new Error(`${metadataUrl} names another issuer than the one expected`);
    const client = new jwksRsa.JwksClient({
      jwksUri: jwksUriIn(metadata, allowHttp),
      cache: false,
      rateLimit: false,
      fetcher: async (url) => {
        const { keys } = await fetchDocument(url, signal);
        return { keys };
      },
    });
    return client.getKeys();
  };
}

function jwksUriIn(metadata: Readonly<Record<string, unknown>>, allowHttp: boolean): string {
  const { jwks_uri: jwksUri } = metadata;
  if (typeof jwksUri !== 'string' || !URL.canParse(jwksUri)) throw new Error('"jwks_uri" is not a URL');
  const { protocol } = new URL(jwksUri);
  if (protocol !== 'https:' && !(allowHttp && protocol === 'http:')) throw new Error('"jwks_uri" is not https');
  return jwksUri;
}

async function fetchDocument(url: string, signal: AbortSignal): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(url, { headers: { Accept: 'application/json' }, redirect: 'error', signal });
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw new Error(`${url} answered ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body) {
    length += chunk.length;
    if (length > maxDocumentLength) throw new Error(`${url} answered with more than ${maxDocumentLength} bytes`);
    chunks.push(chunk);
  }
  const document = parseJsonObject(Buffer.concat(chunks));
  if (document === undefined) throw new Error(`${url} did not answer with a JSON object`);
  return document;
}
