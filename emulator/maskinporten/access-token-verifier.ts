import { errors, jwtVerify } from 'jose';
import { challenge } from '../http/challenge.js';
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

  /** @throws EmptyRefusal 401 when the header holds no valid token */
  async verify(authorization: string | undefined): Promise<ServiceOwner> {
    const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw challenge();
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
      throw error instanceof errors.JWTExpired ? expired(error) : challenge('Bearer error="invalid_token"');
    }
  }
}

/** The platform's own description of a token that has run out; of three schemes only the one that knows the issuer gives it. */
function expired({ payload }: errors.JWTExpired): Error {
  const [from, until] = [payload.nbf ?? payload.iat, payload.exp].map((seconds) => usDate(seconds ?? 0));
  const description = `The token lifetime is invalid; NotBefore: '${from}', Expires: '${until}'`;
  return challenge(`Bearer error="invalid_token", error_description="${description}"`, 'Bearer', 'Bearer');
}

function usDate(seconds: number): string {
  const [year, month, day, time] = new Date(seconds * 1000).toISOString().split(/[-T.]/);
  return `${month}/${day}/${year} ${time}`;
}
