import { randomUUID } from 'node:crypto';
import { type JWK, SignJWT } from 'jose';
import { DialogportenError } from './dialogporten-error.js';

/** Maskinporten accepts 120 s at most; the rest is a margin for clocks that disagree. */
const lifetimeSeconds = 100;

/** A client registered at Maskinporten, and what it asks for. */
export interface MaskinportenClient {
  readonly clientId: string;
  /** The client's RSA key; its `kid` is the one registered at Maskinporten. */
  readonly privateJwk: JWK;
  /** Scopes, separated by spaces. */
  readonly scope: string;
  /** The number of the organisation that the client acts for, where that is not its own. It has delegated the scopes. */
  readonly consumerOrg?: string | undefined;
}

/**
 * The JWT with which a client asks Maskinporten for a token (RFC 7523 §3). Good for one use: Maskinporten remembers its `jti`.
 *
 * @param audience - Maskinporten's issuer, exactly as its metadata have it
 * @param issuedAt - in seconds since the epoch
 * @throws {DialogportenError} `retry`, with the obstacle `credentials`, when the key is not one
 */
export async function clientAssertion(
  { clientId, privateJwk, scope, consumerOrg }: MaskinportenClient,
  audience: string,
  issuedAt: number,
): Promise<string> {
  const { kid } = privateJwk;
  if (kid === undefined) throw unusable('has no kid');
  try {
    return await new SignJWT({ scope, ...(consumerOrg !== undefined && { consumer_org: consumerOrg }) })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid })
      .setAudience(audience)
      .setIssuer(clientId)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + lifetimeSeconds)
      .setJti(randomUUID())
      .sign(privateJwk);
  } catch {
    throw unusable('is not a key that can sign RS256');
  }
}

function unusable(fault: string): DialogportenError {
  return new DialogportenError('retry', `The private JWK for Maskinporten ${fault}`, { obstacle: 'credentials' });
}
