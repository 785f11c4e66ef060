import { Injectable, UnauthorizedException } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { decodeProtectedHeader } from 'jose';
import { Strategy } from 'passport-jwt';
import { Settings } from '../config/settings.js';
import { bearerTokenIn, KeysUnavailableError, isStorableText, isUuid } from 'nestjs-dialog-token';
import { ServiceClock } from '../time/service-clock.js';
import { issuerNamed, MaskinportenKeys } from './maskinporten-keys.js';
import { ServiceOwnerCaller, type SystemUserInToken } from './service-owner-caller.js';
import { Problem } from '../http/problem.js';

export const serviceOwnerStrategy = 'service-owner';

/** Maskinporten's tokens are about 1 000 characters long. */
const longestToken = 16_000;

/** Those of Maskinporten are UUIDs. It is stored with every request that has an `Idempotency-Key`. */
const longestClientId = 255;

/** Those of Maskinporten are shorter than 50 characters. It is stored with every change. */
const longestTokenId = 255;

/** How far our clock and Maskinporten's may be apart, in seconds, for `exp` and `nbf` alike. */
const clockTolerance = 10;

/** The last second of the year 9999. */
const latestTime = 253_402_300_799;

/** Types of an access token (RFC 9068 §2.1); any other token signed with the same keys is none. */
const accessTokenTypes: ReadonlySet<unknown> = new Set([undefined, 'JWT', 'at+jwt', 'application/at+jwt']);

/** An organisation in Maskinporten's `consumer` claim (ISO 6523: `0192` is the Norwegian register). */
const organizationId = /^0192:(\d{9})$/;

interface BearerRequest {
  readonly headers: { readonly authorization?: string | undefined };
}

/** Knows Maskinporten's access tokens (RS256). Whether the caller may come in is for the guard to say. */
@Injectable()
export class ServiceOwnerStrategy extends PassportStrategy(Strategy, serviceOwnerStrategy) {
  private readonly audience: string;

  constructor(
    { MASKINPORTEN_ISSUER, PUBLIC_URL }: Settings,
    keys: MaskinportenKeys,
    private readonly clock: ServiceClock,
  ) {
    super({
      // passport-jwt's own extractors take a time that grows with the square of a header's length.
      jwtFromRequest: ({ headers }: BearerRequest) => bearerTokenIn(headers.authorization, longestToken) ?? null,
      issuer: issuerNamed(MASKINPORTEN_ISSUER),
      algorithms: ['RS256'],
      // `validate` holds the times against the service's clock: that of the process may be wrong.
      ignoreExpiration: true,
      jsonWebTokenOptions: { ignoreNotBefore: true },
      secretOrKeyProvider: (_request: unknown, token: string, done: (error: unknown, key?: string) => void) => {
        try {
          const key = keys.keyOf(keyIdIn(token));
          if (key === undefined) done(new UnauthorizedException('the key is not one of the issuer'));
          // The types know no key that is ready for use: a text would be read anew for each request.
          else done(null, key as unknown as string);
        } catch (error) {
          done(error instanceof KeysUnavailableError ? new Problem('unavailable', { cause: error }) : error);
        }
      },
    });
    this.audience = PUBLIC_URL;
  }

  /**
   * The caller that a request's token was issued to.
   *
   * @throws {Problem} `missing-token`, `invalid-token`, or `unavailable` without keys to verify with.
   */
  callerOf(request: BearerRequest): Promise<ServiceOwnerCaller> {
    return new Promise((resolve, reject) => {
      const refuse = (cause: unknown) => reject(refusal(cause, request));
      // As Passport does: the outcome of a request is told to an object of its own.
      const attempt = Object.assign(Object.create(this) as this, { success: resolve, fail: refuse, error: refuse });
      attempt.authenticate(request as Parameters<this['authenticate']>[0]);
    });
  }

  private requireTimes(exp: unknown, nbf: unknown): void {
    const now = this.clock.now().getTime() / 1000;
    if (typeof exp !== 'number' || exp > latestTime) throw new UnauthorizedException('the token never expires');
    if (now >= exp + clockTolerance) throw new UnauthorizedException('the token has expired');
    if (nbf === undefined) return;
    if (typeof nbf !== 'number' || nbf > now + clockTolerance)
      throw new UnauthorizedException('the token is not valid yet');
  }

  /**
   * Checks the claims besides the signature. passport-jwt takes a token without an expiry for one that never expires.
   * An audience is in the token only where its client asked for one: it must then be us.
   */
  validate({
    exp,
    nbf,
    aud,
    scope,
    consumer,
    supplier,
    client_id: clientId,
    ...claims
  }: Record<string, unknown>): ServiceOwnerCaller {
    this.requireTimes(exp, nbf);
    if (aud !== undefined && ![aud].flat().includes(this.audience)) {
      throw new UnauthorizedException('the token is for another audience');
    }
    const [, organizationNumber] = organizationId.exec(String((Object(consumer) as { ID?: unknown }).ID)) ?? [];
    if (organizationNumber === undefined || !isStorableText(scope) || !isStorableText(clientId, longestClientId)) {
      throw new UnauthorizedException('the token does not say whom it was issued to, or for what');
    }
    // A supplier's client acts for many organisations: for each of them it is another caller.
    const caller = supplier === undefined ? clientId : `${clientId} for ${organizationNumber}`;
    const systemUser = systemUserIn({ ...claims, exp });
    return new ServiceOwnerCaller(caller, organizationNumber, new Set(scope.split(' ')), systemUser);
  }
}

/** The system user of a token that has one, and no more, in `authorization_details` (RFC 9396), as Altinn has Maskinporten write it. */
function systemUserIn({
  authorization_details: details,
  jti,
  iat,
  exp,
}: Record<string, unknown>): SystemUserInToken | undefined {
  const [detail, ...others] = Array.isArray(details) ? (details as unknown[]) : [];
  const { type, systemuser_id: ids, systemuser_org: organization } = Object(detail) as Record<string, unknown>;
  const [id, ...otherIds] = Array.isArray(ids) ? (ids as unknown[]) : [];
  const [, organizationNumber] = organizationId.exec(String((Object(organization) as { ID?: unknown }).ID)) ?? [];
  if (type !== 'urn:altinn:systemuser' || others.length > 0 || otherIds.length > 0) return undefined;
  if (!isUuid(id) || organizationNumber === undefined) return undefined;
  if (!isStorableText(jti, longestTokenId) || jti === '' || typeof iat !== 'number' || !(iat >= 0 && iat <= latestTime))
    return undefined;
  return { id: id.toLowerCase(), organizationNumber, tokenId: jti, issuedAt: iat, expiresAt: exp as number };
}

/** @throws UnauthorizedException where the header is not that of an access token, or must be understood further. */
function keyIdIn(token: string): string {
  const { kid, typ, crit } = headerOf(token);
  if (!accessTokenTypes.has(typ)) throw new UnauthorizedException('"typ" is not that of an access token');
  if (crit !== undefined) throw new UnauthorizedException('"crit" is present');
  if (typeof kid !== 'string' || kid === '') throw new UnauthorizedException('"kid" is not a non-empty string');
  return kid;
}

function headerOf(token: string): ReturnType<typeof decodeProtectedHeader> {
  try {
    return decodeProtectedHeader(token);
  } catch {
    throw new UnauthorizedException('the header is not a JSON object');
  }
}

/** Why a caller was not let in: there was no token, Maskinporten's keys could not be had, or the token is not good. */
function refusal(cause: unknown, { headers: { authorization } }: BearerRequest): Problem {
  if (!/^bearer\s+\S/i.test(authorization ?? '')) {
    return new Problem('missing-token', { headers: { 'WWW-Authenticate': 'Bearer' } });
  }
  if (cause instanceof Problem) return cause;
  const headers = { 'WWW-Authenticate': 'Bearer error="invalid_token"' };
  return new Problem('invalid-token', { headers, cause: new Error(loggableReason(cause)) });
}

/**
 * The loggable reason: our own words and those of jsonwebtoken, but not those of a JSON parser, which quote the token.
 */
function loggableReason(cause: unknown): string {
  return cause instanceof Error && !(cause instanceof SyntaxError) ? cause.message : 'the token is malformed';
}
