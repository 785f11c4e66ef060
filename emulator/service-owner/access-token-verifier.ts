import { errors, jwtVerify } from 'jose';
import { PlatformProblem } from '../http/problem.js';
import type { Platform } from '../platform.js';

/** The organisation behind a request, and what it may do. */
export interface ServiceOwner {
  readonly organisation: string;
  readonly scopes: readonly string[];
}

interface VerifiedToken extends ServiceOwner {
  readonly expiresAt: number;
}

const mostRemembered = 1000;

/** Verifies Maskinporten's access tokens. It remembers those it has seen: a caller uses one for many requests. */
export class AccessTokenVerifier {
  readonly #platform: Platform;
  readonly #verified = new Map<string, VerifiedToken>();

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** @throws PlatformProblem 401 when the header holds no valid token */
  async verify(authorization: string | undefined): Promise<ServiceOwner> {
    const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw new PlatformProblem(401, {}, { 'www-authenticate': 'Bearer' });
    const remembered = this.#verified.get(token);
    if (remembered && remembered.expiresAt > this.#platform.now().getTime()) return remembered;
    const verified = await this.#verifySignature(token);
    if (this.#verified.size >= mostRemembered) this.#verified.clear();
    this.#verified.set(token, verified);
    return verified;
  }

  async #verifySignature(token: string): Promise<VerifiedToken> {
    const { addresses, maskinportenKey, now } = this.#platform;
    try {
      const { payload } = await jwtVerify(token, maskinportenKey.publicKey, {
        algorithms: ['RS256'],
        issuer: addresses.maskinporten,
        requiredClaims: ['exp', 'scope', 'consumer'],
        currentDate: now(),
      });
      const consumer = payload['consumer'] as { readonly ID: string };
      return {
        organisation: consumer.ID.replace('0192:', ''),
        scopes: String(payload['scope']).split(' '),
        expiresAt: payload.exp! * 1000,
      };
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
      throw new PlatformProblem(401, {}, { 'www-authenticate': 'Bearer error="invalid_token"' });
    }
  }
}
