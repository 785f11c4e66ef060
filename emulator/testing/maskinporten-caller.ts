import { randomUUID } from 'node:crypto';
import { importJWK, type JWK, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import type { Dialog } from '../model/dialog.js';

/** A Maskinporten client that calls the service owner API. */
export class MaskinportenCaller {
  #accessToken: Promise<string> | undefined;

  constructor(
    readonly url: string,
    readonly clientId: string,
    readonly privateJwk: JWK,
    readonly scope = 'digdir:dialogporten.serviceprovider',
  ) {}

  /** An assertion as it should be, except for what is given; undefined leaves a claim out. */
  async assertion(
    claims: Readonly<Record<string, unknown>> = {},
    header: Partial<JWTHeaderParameters> = {},
  ): Promise<string> {
    const iat = Math.floor(Date.now() / 1000);
    const issuer = { iss: this.clientId, aud: `${this.url}/maskinporten/`, scope: this.scope };
    const complete: JWTPayload = { ...issuer, iat, exp: iat + 120, jti: randomUUID(), ...claims };
    return new SignJWT(complete)
      .setProtectedHeader({ alg: 'RS256', kid: this.privateJwk.kid!, ...header })
      .sign(await importJWK(this.privateJwk, 'RS256'));
  }

  /** Sends that form to the token endpoint. */
  requestToken(assertion: string, form: Record<string, string> = {}): Promise<Response> {
    const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
    const body = new URLSearchParams({ grant_type: grantType, assertion, ...form });
    return fetch(`${this.url}/maskinporten/token`, { method: 'POST', body });
  }

  /** The caller's access token, fetched once. */
  accessToken(): Promise<string> {
    this.#accessToken ??= this.#fetchToken();
    return this.#accessToken;
  }

  /** Calls the service owner API. */
  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.url}/dialogporten/api/v1/serviceowner${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.accessToken()}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  /** Creates a dialog, and returns its id. */
  async create(dialog: unknown): Promise<string> {
    const response = await this.call('POST', '/dialogs', dialog);
    if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
    return (await response.json()) as string;
  }

  /** Reads a dialog of its own. */
  async read(id: string): Promise<Dialog> {
    return (await (await this.call('GET', `/dialogs/${id}`)).json()) as Dialog;
  }

  async #fetchToken(): Promise<string> {
    const response = await this.requestToken(await this.assertion());
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return ((await response.json()) as { access_token: string }).access_token;
  }
}
