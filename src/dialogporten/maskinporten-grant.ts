import type { Settings } from '../config/settings.js';
import { decodeJwt } from 'jose';
import { discover, metadataPath, UntrustedMetadataError } from 'nestjs-dialog-token';
import { NoAnswerError, outgoingFetch } from '../outgoing/outgoing.js';
import { clientAssertion, type MaskinportenClient } from './client-assertion.js';
import { DialogportenError } from './dialogporten-error.js';
import { platformFetch } from './platform-fetch.js';
import { retryAfterMs } from './retry-after.js';

const bearerToken = /^[\w.~+/-]+=*$/;

/** Our identity at Maskinporten, and the purpose of its token. */
export interface MaskinportenOptions extends MaskinportenClient {
  /** Maskinporten's issuer URL, with or without a trailing slash. */
  readonly issuer: string;
  /** When set, the token is exchanged there for an Altinn token, and that one is used. */
  readonly exchangeUrl?: string | undefined;
  /** How long each request may take. Default: 10 s. */
  readonly timeoutMs?: number | undefined;
  /** The current time, in milliseconds since the epoch. */
  readonly now?: (() => number) | undefined;
}

/** {@link MaskinportenOptions} with the defaults filled in. */
export type Grantee = MaskinportenOptions & { readonly timeoutMs: number; readonly now: () => number };

/** Our identity at Maskinporten, by the settings. */
export function granteeOf(settings: Settings, now: () => number): Grantee {
  return {
    issuer: settings.MASKINPORTEN_ISSUER,
    clientId: settings.MASKINPORTEN_CLIENT_ID,
    privateJwk: settings.MASKINPORTEN_PRIVATE_JWK,
    scope: settings.MASKINPORTEN_SCOPE,
    consumerOrg: settings.MASKINPORTEN_CONSUMER_ORG,
    exchangeUrl: settings.ALTINN_EXCHANGE_URL,
    timeoutMs: 10_000,
    now,
  };
}

/** A token, and when it ceases to be valid, in milliseconds since the epoch. */
export interface GrantedToken {
  readonly token: string;
  readonly expiresAt: number;
}

const withoutSlash = (url: string) => url.replace(/\/$/, '');

/** Maskinporten, as its metadata has it (RFC 8414). */
export interface TokenServer {
  readonly issuer: string;
  readonly tokenEndpoint: string;
}

/**
 * Finds Maskinporten's token endpoint in its metadata. The trailing slash is part of its name, though it is often left
 * out.
 *
 * @throws {DialogportenError} `retry`: for our credentials when the metadata are another issuer's, else for the
 * platform.
 */
export async function findTokenServer({ issuer, timeoutMs }: Grantee): Promise<TokenServer> {
  const named = `${withoutSlash(issuer)}/`;
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const server = await discover({
      metadataUrl: `${named}${metadataPath}`,
      issuer: named,
      signal,
      fetch: outgoingFetch,
    });
    return { issuer: server.issuer, tokenEndpoint: server.address('token_endpoint') };
  } catch (error) {
    const { message } = error as Error;
    if (error instanceof UntrustedMetadataError)
      throw new DialogportenError('retry', message, { obstacle: 'credentials' });
    const { origin } = new URL(named);
    throw new DialogportenError(
      'retry',
      error instanceof NoAnswerError ? message : `No answer from ${origin}: ${message}`,
    );
  }
}

/**
 * Gets a token by the JWT bearer grant (RFC 7523 §2.1). It counts as issued when it was asked for, so it never seems to
 * live longer than it does.
 *
 * @throws {DialogportenError} `retry`: for our credentials when the grant is refused, else for the platform.
 */
export async function requestToken(grantee: Grantee, server: TokenServer): Promise<GrantedToken> {
  const requestedAt = grantee.now();
  const response = await platformFetch(server.tokenEndpoint, grantee.timeoutMs, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: await clientAssertion(grantee, server.issuer, Math.floor(requestedAt / 1000)),
    }).toString(),
  });
  const answer = await jsonObject(response);
  if (!response.ok) throw refused('Maskinporten', response, grantee.now(), answer);
  const { access_token: token, expires_in: lifetime } = answer;
  if (typeof token !== 'string' || !bearerToken.test(token) || typeof lifetime !== 'number' || !(lifetime > 0)) {
    throw new DialogportenError('retry', 'Maskinporten answered without a usable access_token and expires_in');
  }
  return { token, expiresAt: requestedAt + lifetime * 1000 };
}

/**
 * Exchanges a Maskinporten token for an Altinn token, which lives until its own `exp`, or as long as the one it was made
 * of when it shows none.
 *
 * @throws {DialogportenError} `retry`: for our credentials when the exchange is refused, else for the platform.
 */
export async function exchangeToken(grantee: Grantee, url: string, granted: GrantedToken): Promise<GrantedToken> {
  const response = await platformFetch(url, grantee.timeoutMs, {
    headers: { authorization: `Bearer ${granted.token}` },
  });
  if (!response.ok) throw refused('The Altinn token exchange', response, grantee.now(), {});
  const token = (await response.text()).trim();
  const expiresAt = expiryOf(token) ?? granted.expiresAt;
  if (!bearerToken.test(token) || expiresAt <= grantee.now()) {
    throw new DialogportenError('retry', 'The Altinn token exchange answered without a usable token');
  }
  return { token, expiresAt };
}

function expiryOf(token: string): number | undefined {
  try {
    const { exp } = decodeJwt(token);
    return exp === undefined ? undefined : exp * 1000;
  } catch {
    return undefined;
  }
}

function refused(who: string, response: Response, now: number, answer: Record<string, unknown>): DialogportenError {
  if (![400, 401, 403].includes(response.status)) return unavailable(who, response, now);
  const { error, error_description: description } = answer;
  const said = [error, description].filter((part) => typeof part === 'string');
  return new DialogportenError('retry', [`${who} refused the grant`, ...said].join(': '), {
    obstacle: 'credentials',
    status: response.status,
  });
}

function unavailable(who: string, { status, headers }: Response, now: number): DialogportenError {
  return new DialogportenError('retry', `${who} answered ${status}`, {
    status,
    retryAfterMs: retryAfterMs(headers, now),
  });
}

async function jsonObject(response: Response): Promise<Record<string, unknown>> {
  try {
    return Object(await response.json()) as Record<string, unknown>;
  } catch {
    return {};
  }
}
