import { createPublicKey, type KeyObject } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import type { Addresses } from '../addresses.js';
import type { MaskinportenClient, Persona, Policy } from '../policy.js';
import { TokenRequestError } from './token-request-error.js';

/** Contents of a verified assertion. */
export interface RequestedToken {
  readonly client: MaskinportenClient;
  readonly scopes: readonly string[];
  /** The organisation that the client acts for as its supplier, when it does. */
  readonly onBehalfOf: string | undefined;
  /** The system user that the token shall be of, with the organisation that it acts for. */
  readonly systemUser: Persona['systemUser'];
  /** The audience that the token shall have, when the client wants one. */
  readonly audience: unknown;
}

const longestLifetimeSeconds = 120;
const clockToleranceSeconds = 10;

/** Verifies the assertions of a JWT bearer grant (RFC 7523 §3), each of them once only. */
export class AssertionVerifier {
  readonly #clients: ReadonlyMap<string, { readonly client: MaskinportenClient; readonly key: KeyObject }>;
  readonly #spent = new Map<string, number>();
  readonly #addresses: Addresses;
  readonly #now: () => Date;

  readonly #personas: readonly Persona[];

  constructor({ clients, personas }: Pick<Policy, 'clients' | 'personas'>, addresses: Addresses, now: () => Date) {
    this.#personas = personas;
    this.#clients = new Map(
      clients.map((client) => [
        client.id,
        { client, key: createPublicKey({ key: { ...client.publicJwk }, format: 'jwk' }) },
      ]),
    );
    this.#addresses = addresses;
    this.#now = now;
  }

  /** @throws TokenRequestError that says which requirement is not met */
  async verify(assertion: string): Promise<RequestedToken> {
    const { issuer, kid } = peek(assertion);
    const registered = this.#clients.get(issuer);
    if (!registered) throw new TokenRequestError('invalid_client', 'iss is not a registered client');
    const { client, key } = registered;
    if (kid !== client.publicJwk.kid) throw refusal('kid does not name a key of the client');
    const claims = await this.#verifySignature(assertion, client.id, key);
    this.#assertLifetime(claims);
    this.#spend(claims);
    return {
      client,
      scopes: requestedScopes(claims, client),
      onBehalfOf: delegatingOrganisation(claims, client),
      systemUser: this.#systemUserOf(claims, client),
      audience: claims['resource'],
    };
  }

  /** Asks as RFC 9396 has it: for the one system user that an organisation has in the client's system. */
  #systemUserOf({ authorization_details: details }: JWTPayload, client: MaskinportenClient): Persona['systemUser'] {
    if (details === undefined) return undefined;
    const [detail] = [details].flat() as readonly { type?: unknown; systemuser_org?: { ID?: unknown } }[];
    if (detail?.type !== 'urn:altinn:systemuser') throw refusal('authorization_details is not of a system user');
    const organisation = `urn:altinn:organization:identifier-no:${String(detail.systemuser_org?.ID).replace(/^0192:/, '')}`;
    const found = this.#personas.find(
      ({ consumer, systemUser }) =>
        consumer.endsWith(`:${client.organisation}`) && systemUser?.organisation === organisation,
    );
    if (found === undefined) throw refusal('the organisation has no system user in the system of the client');
    return found.systemUser;
  }

  async #verifySignature(assertion: string, issuer: string, key: KeyObject): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(assertion, key, {
        algorithms: ['RS256'],
        audience: this.#addresses.maskinporten,
        issuer,
        requiredClaims: ['exp', 'iat', 'jti'],
        currentDate: this.#now(),
      });
      return payload;
    } catch (error) {
      if (error instanceof errors.JOSEError) throw refusal(error.message);
      throw error;
    }
  }

  #assertLifetime({ exp, iat }: JWTPayload): void {
    const now = this.#now().getTime() / 1000;
    if (iat! > now + clockToleranceSeconds) throw refusal('iat is in the future');
    if (exp! <= iat!) throw refusal('exp must be after iat');
    if (exp! - iat! > longestLifetimeSeconds) throw refusal('exp must be at most 120 seconds after iat');
  }

  #spend({ iss, jti, exp }: JWTPayload): void {
    if (typeof jti !== 'string' || jti === '') throw refusal('jti must be a non-empty string');
    const now = this.#now().getTime() / 1000;
    // The oldest come first and none lives longer than two minutes, so looking at the first is enough.
    for (const [spent, expiry] of this.#spent) {
      if (expiry > now) break;
      this.#spent.delete(spent);
    }
    const spent = `${iss} ${jti}`;
    if (this.#spent.has(spent)) throw refusal('jti has been used before');
    this.#spent.set(spent, exp!);
  }
}

function peek(assertion: string): { issuer: string; kid: unknown } {
  try {
    return { issuer: decodeJwt(assertion).iss ?? '', kid: decodeProtectedHeader(assertion).kid };
  } catch {
    throw refusal('assertion is not a JWT');
  }
}

function requestedScopes({ scope }: JWTPayload, client: MaskinportenClient): string[] {
  const scopes = typeof scope === 'string' ? scope.split(' ').filter(Boolean) : [];
  if (scopes.length === 0) throw new TokenRequestError('invalid_scope', 'scope must name at least one scope');
  if (!scopes.every((name) => client.scopes.includes(name))) {
    throw new TokenRequestError('invalid_scope', 'the client does not have all of the scopes');
  }
  return scopes;
}

function delegatingOrganisation(
  { consumer_org: asked }: JWTPayload,
  { organisation, actsFor = [] }: MaskinportenClient,
): string | undefined {
  if (asked === undefined || asked === organisation) return undefined;
  const delegating = actsFor.find((each) => each === asked);
  if (delegating === undefined)
    throw refusal('consumer_org has not delegated the scope to the organisation of the client');
  return delegating;
}

function refusal(description: string): TokenRequestError {
  return new TokenRequestError('invalid_grant', description);
}
