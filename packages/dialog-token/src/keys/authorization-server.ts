import { parseJsonObject } from '../strict-forms.js';
import jwksRsa from 'jwks-rsa';

/** The largest document that is read from an issuer, in bytes. The real ones are below 10 000. */
const maxDocumentLength = 256 * 1024;

/** Where an issuer publishes its metadata, after its own URL. */
export const metadataPath = '.well-known/oauth-authorization-server';

/** How much of an issuer that was not expected is told, in characters. */
const longestIssuer = 200;

/** The members of an authorization server's metadata that are used (RFC 8414 §2). */
export interface AuthorizationServer {
  readonly issuer: string;
  /** The address of an endpoint or document, by its name in the metadata, such as `jwks_uri`. */
  address(name: 'jwks_uri' | 'token_endpoint'): string;
}

/** The metadata were read, and must not be used. */
export class UntrustedMetadataError extends Error {
  override readonly name = 'UntrustedMetadataError';
}

/** The part of `fetch` that is used here: the caller decides how documents are fetched. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface DiscoverOptions {
  /** Where the metadata is. Addresses in it must be https, unless this is not. */
  readonly metadataUrl: string;
  /** The expected issuer, exactly (RFC 8414 §3.3). */
  readonly issuer: string;
  readonly signal: AbortSignal;
  readonly fetch: Fetch;
}

/**
 * Reads the metadata of an authorization server. Redirects are not followed.
 *
 * @throws Error when it cannot be had; so does {@link AuthorizationServer.address} when it names none.
 * @throws UntrustedMetadataError when it is that of another issuer, or an address has a scheme that is not secure.
 */
export async function discover({ metadataUrl, issuer, ...how }: DiscoverOptions): Promise<AuthorizationServer> {
  const metadata = await fetchDocument(metadataUrl, how);
  if (typeof metadata.issuer !== 'string') throw new Error(`${metadataUrl} names no issuer`);
  if (metadata.issuer !== issuer) {
    const found = JSON.stringify(metadata.issuer.slice(0, longestIssuer));
    const hint = withoutSlash(metadata.issuer) === withoutSlash(issuer) ? ': they differ in the slash at the end' : '';
    throw new UntrustedMetadataError(
      `${metadataUrl} names another issuer, ${found}, than the one expected, "${issuer}"${hint}`,
    );
  }
  const allowHttp = metadataUrl.startsWith('http:');
  return {
    issuer,
    address(name) {
      const address = metadata[name];
      if (typeof address !== 'string' || !URL.canParse(address)) throw new Error(`"${name}" is not a URL`);
      const { protocol } = new URL(address);
      if (protocol !== 'https:' && !(allowHttp && protocol === 'http:')) {
        throw new UntrustedMetadataError(`"${name}" is not https`);
      }
      return address;
    },
  };
}

function withoutSlash(issuer: string): string {
  return issuer.replace(/\/$/, '');
}

/**
 * Fetches a JSON object.
 *
 * @throws Error when there is no answer, or it is another one than 200 with an object of reasonable size.
 */
export async function fetchDocument(
  url: string,
  { signal, fetch }: Pick<DiscoverOptions, 'signal' | 'fetch'>,
): Promise<Readonly<Record<string, unknown>>> {
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

export interface KeySourceOptions extends Pick<DiscoverOptions, 'metadataUrl' | 'issuer' | 'fetch'> {
  /** How long discovery and keys may take together, in milliseconds. */
  readonly timeoutMs: number;
}

/** Fetches a JWK set, unchecked; gives up when the signal says so. */
export type FetchKeys = (signal: AbortSignal) => Promise<unknown>;

/** Where an issuer publishes its keys: its metadata names the JWK set, which may move, so both are read every time. */
export function keySource({ metadataUrl, issuer, timeoutMs, fetch }: KeySourceOptions): FetchKeys {
  return async (stopped) => {
    const signal = AbortSignal.any([stopped, AbortSignal.timeout(timeoutMs)]);
    const server = await discover({ metadataUrl, issuer, signal, fetch });
    const client = new jwksRsa.JwksClient({
      jwksUri: server.address('jwks_uri'),
      cache: false,
      rateLimit: false,
      fetcher: async (url) => {
        const { keys } = await fetchDocument(url, { signal, fetch });
        return { keys };
      },
    });
    return client.getKeys();
  };
}
