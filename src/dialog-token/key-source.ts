import jwksRsa from 'jwks-rsa';
import { discover, type DiscoverOptions, fetchDocument } from './authorization-server.js';

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
