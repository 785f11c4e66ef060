import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, type GenerateKeyPairResult, SignJWT } from 'jose';
import type { MaskinportenClient, PublicRsaJwk } from '../policy.js';
import type { ReplayClock } from './clock.js';
import { callerOf, type Exchange } from './recording.js';

type PrivateKey = GenerateKeyPairResult['privateKey'];

const serviceOwner = /^service owner (\d+) \((.*)\)$/;
const longAgoMs = -3_600_000;

/** Those who ask in the recordings, with what each of them is known by. */
export class Callers {
  readonly clients: readonly MaskinportenClient[];
  readonly #key: PrivateKey;
  readonly #clock: ReplayClock;

  private constructor(clients: readonly MaskinportenClient[], key: PrivateKey, clock: ReplayClock) {
    this.clients = clients;
    this.#key = key;
    this.#clock = clock;
  }

  /** Registers a Maskinporten client for each service owner that asks, by organisation and scopes. */
  static async of(exchanges: readonly Exchange[], clock: ReplayClock): Promise<Callers> {
    const { publicKey, privateKey } = await generateKeyPair('RS256');
    const { kty, n, e } = await exportJWK(publicKey);
    const publicJwk = { kty, n, e, kid: 'replay', alg: 'RS256', use: 'sig' } as PublicRsaJwk;
    const owners = [...new Set(exchanges.map(callerOf))].flatMap((as) => {
      const [, organisation = '', scopes = ''] = serviceOwner.exec(as) ?? [];
      return organisation === '' ? [] : [{ id: as, organisation, scopes: scopes.split(' '), publicJwk }];
    });
    return new Callers(owners, privateKey, clock);
  }

  /** The headers that make a request that caller's. */
  async headersOf(exchange: Exchange, url: string): Promise<Record<string, string>> {
    const { answer } = exchange;
    const as = callerOf(exchange);
    if (as === 'nobody') return {};
    if (as === 'not a token') return { authorization: 'Bearer not-a-token' };
    if (!serviceOwner.test(as)) return { 'x-persona': as };
    // The sender of an expired token is named like any other; only the answer tells.
    const hadExpired = answer.status === 401 && answer.wwwAuthenticate?.includes('lifetime');
    const token = () => this.#accessToken(as, url);
    return { authorization: `Bearer ${hadExpired ? await this.#clock.at(longAgoMs, token) : await token()}` };
  }

  /** The headers of the service owner that makes what the recordings left out. */
  ownerHeaders(url: string): Promise<Record<string, string>> {
    const [owner] = this.clients;
    return this.headersOf({ method: '', path: '', as: owner?.id ?? 'nobody', answer: { status: 200 } }, url);
  }

  async #accessToken(client: string, url: string): Promise<string> {
    const { scopes } = this.clients.find(({ id }) => id === client)!;
    const iat = Math.floor(this.#clock.now.getTime() / 1000);
    const assertion = await new SignJWT({
      iss: client,
      aud: `${url}/maskinporten/`,
      scope: scopes.join(' '),
      iat,
      exp: iat + 60,
      jti: randomUUID(),
    })
      .setProtectedHeader({ alg: 'RS256', kid: 'replay' })
      .sign(this.#key);
    const body = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
    const response = await fetch(`${url}/maskinporten/token`, { method: 'POST', body });
    if (!response.ok) throw new Error(`no token for ${client}: ${response.status} ${await response.text()}`);
    return ((await response.json()) as { access_token: string }).access_token;
  }
}
