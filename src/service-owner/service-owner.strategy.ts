import { Injectable, UnauthorizedException } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import jwksRsa from 'jwks-rsa';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { Settings } from '../config/settings.js';
import { fetchMaskinportenKeys } from './maskinporten-keys.js';

/** The caller of `/service-owner/*`: a system with a Maskinporten token. */
export interface ServiceOwnerCaller {
  readonly clientId: string;
  readonly scopes: ReadonlySet<string>;
}

export const serviceOwnerStrategy = 'service-owner';

/** Knows Maskinporten's access tokens (RS256). Whether the scope is the right one is for the guard to say. */
@Injectable()
export class ServiceOwnerStrategy extends PassportStrategy(Strategy, serviceOwnerStrategy) {
  constructor({ MASKINPORTEN_ISSUER }: Settings) {
    const issuer = MASKINPORTEN_ISSUER.replace(/\/?$/, '/');
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      issuer,
      algorithms: ['RS256'],
      secretOrKeyProvider: jwksRsa.passportJwtSecret({
        jwksUri: `${issuer}.well-known/oauth-authorization-server`,
        fetcher: fetchMaskinportenKeys(issuer),
        cache: true,
        cacheMaxAge: 600_000,
        rateLimit: true,
        jwksRequestsPerMinute: 10,
      }),
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
