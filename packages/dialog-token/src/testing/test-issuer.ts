import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSigningKey, type JsonObject, signDialogToken, type SigningKey } from './signing.js';

/**
 * An issuer of dialog tokens for a team's own tests: with keys of its own, and its metadata and key set on a local port.
 *
 * @example
 * const issuer = await TestIssuer.start();
 * // DialogTokenModule.forRoot({ baseUrl: issuer.baseUrl, serviceResources: ['urn:altinn:resource:ours'] })
 * const token = issuer.token({ s: 'urn:altinn:resource:ours', i: dialogId, a: 'read;write' });
 * await issuer.stop();
 */
export class TestIssuer {
  /** How many requests have come, for metadata and keys together. */
  requests = 0;
  /** While true, every request is answered with 503. */
  isAway = false;
  /** The issuer that tokens and metadata name. */
  issuer = '';

  private readonly server: Server = createServer((request, response) => {
    this.requests += 1;
    if (this.isAway) {
      response.writeHead(503).end();
      return;
    }
    const isKeySet = request.url === '/api/v1/.well-known/jwks.json';
    const metadata = { issuer: this.issuer, jwks_uri: `${this.baseUrl}/api/v1/.well-known/jwks.json` };
    response.end(JSON.stringify(isKeySet ? { keys: this.keys.map(({ jwk }) => jwk) } : metadata));
  });

  private constructor(
    /** The keys that are published; the first one signs. */
    public keys: readonly SigningKey[],
  ) {}

  /** Starts one, with two keys unless others are given. */
  static async start(keys: readonly SigningKey[] = [createSigningKey(), createSigningKey()]): Promise<TestIssuer> {
    const issuer = new TestIssuer(keys);
    await new Promise<void>((resolve) => issuer.server.listen(0, '127.0.0.1', resolve));
    issuer.issuer = `${issuer.baseUrl}/api/v1`;
    return issuer;
  }

  /** The value for the module's option `baseUrl`. */
  get baseUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /**
   * A token that is good for the next ten minutes, with these claims instead of the default ones; `undefined` leaves
   * one out. Invalid claims are signed, too.
   */
  token(claims: JsonObject = {}, key: SigningKey | undefined = this.keys[0]): string {
    if (key === undefined) throw new Error('the issuer has no key');
    return signDialogToken(key, { iss: this.issuer, ...claims });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
