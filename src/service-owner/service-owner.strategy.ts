import { Injectable, UnauthorizedException } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { decodeProtectedHeader } from 'jose';
import { Strategy } from 'passport-jwt';
import { Settings } from '../config/settings.js';
import { bearerTokenIn } from '../dialog-token/index.js';
import { issuerNamed, MaskinportenKeys } from './maskinporten-keys.js';

/** The caller of `/service-owner/*`: a system with a Maskinporten token. */
export interface ServiceOwnerCaller {
  readonly clientId: string;
  readonly scopes: ReadonlySet<string>;
}

export const serviceOwnerStrategy = 'service-owner';

/** Maskinporten's tokens are about 1 000 characters long. */
const longestToken = 16_000;

/** How far our clock and Maskinporten's may be apart, in seconds. */
const clockTolerance = 10;

interface BearerRequest {
  readonly headers: { readonly authorization?: string };
}

/** Knows Maskinporten's access tokens (RS256). Whether the scope is the right one is for the guard to say. */
@Injectable()
export class ServiceOwnerStrategy extends PassportStrategy(Strategy, serviceOwnerStrategy) {
  constructor({ MASKINPORTEN_ISSUER }: Settings, keys: MaskinportenKeys) {
    super({
      // passport-jwt's own extractors take a time that grows with the square of a header's length.
      jwtFromRequest: ({ headers }: BearerRequest) => bearerTokenIn(headers.authorization, longestToken) ?? null,
      issuer: issuerNamed(MASKINPORTEN_ISSUER),
      algorithms: ['RS256'],
      jsonWebTokenOptions: { clockTolerance },
      secretOrKeyProvider: (_request: unknown, token: string, done: (error: unknown, key?: string) => void) => {
        try {
          const key = keys.keyOf(keyIdIn(token));
          if (key === undefined) done(new UnauthorizedException());
          else done(null, key);
        } catch (error) {
          done(error);
        }
      },
    });
  }

  /** passport-jwt takes a token without an expiry for one that never expires; Maskinporten issues none. */
  validate({ exp, scope, client_id: clientId }: Record<string, unknown>): ServiceOwnerCaller {
    if (typeof exp !== 'number' || typeof scope !== 'string' || typeof clientId !== 'string') {
      throw new UnauthorizedException();
    }
    return { clientId, scopes: new Set(scope.split(' ')) };
  }
}

/** @throws when the token has no header that names a key, or one that must be understood (RFC 7515 §4.1.11). */
function keyIdIn(token: string): string {
  const { kid, crit } = decodeProtectedHeader(token);
  if (typeof kid !== 'string' || crit !== undefined) throw new UnauthorizedException();
  return kid;
}
