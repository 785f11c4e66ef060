import { Inject, Injectable, Logger } from '@nestjs/common';
import { idnr } from '@navikt/fnrvalidator';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  AuthorizationResponseError,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  clockSkew,
  type Configuration,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  type PrivateKey,
  PrivateKeyJwt,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client';
import { importJWK, type JWK } from 'jose';
import { Settings } from '../config/settings.js';
import { isStorableText, normalPartyUrn, partyPrefixes } from 'nestjs-dialog-token';
import type { Language } from '../http/languages.js';
import { outgoingFetch } from '../outgoing/outgoing.js';
import { Problem } from '../http/problem.js';
import { ServiceClock } from '../time/service-clock.js';
import { acrFor, type Level, levelOf } from './visitor.js';

/** Where ID-porten sends people back to, after a login and a logout, relative to our public URL. */
export const callbackPath = '/login/callback';
export const loggedOutPath = '/logged-out';

/** How long ID-porten may take to answer us, in seconds. */
const timeoutSeconds = 5;

/** The longest session id or e-mail address, in characters. */
const longestClaim = 320;

/** How long its metadata are used before they are read again, in milliseconds. */
const metadataLifetimeMs = 86_400_000;

/** The form of an error code of OAuth (RFC 6749 §4.1.2.1). */
const errorCode = /^[a-z_]{1,40}$/;

/** Errors of the token endpoint when it does not accept us as a client (RFC 6749 §5.2). */
const clientRefusals: ReadonlySet<unknown> = new Set(['invalid_client', 'unauthorized_client']);

/** How far, in milliseconds, the clocks may drift apart before the library is told anew; it tolerates 30 seconds itself. */
const toleratedSkewMs = 5_000;

/** ID-porten's metadata as the library holds them, by the clock of the process, and how far the service's was ahead then. */
interface Configured {
  readonly configuration: Promise<Configuration>;
  readonly readAt: number;
  readonly skewMs: number;
}

/** A login that has been started in some browser, and what its answer is held against. */
export interface PendingLogin {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly level: Level;
}

/** The user who has logged in. */
export interface Identity {
  /** The person, as a party is named in Dialogporten. */
  readonly urn: string;
  readonly level: Level;
  /** The session at ID-porten (`sid`). */
  readonly idPortenSession: string;
}

/**
 * ID-porten, as we are a client of it: authorization code flow with PKCE, state and nonce. Its metadata are read at the
 * first login rather than at the start, so that its outage never becomes that of the rest of the service.
 */
@Injectable()
export class IdPorten {
  private readonly logger = new Logger(IdPorten.name);
  private configured: Configured | undefined;

  constructor(
    private readonly settings: Settings,
    @Inject(ServiceClock) private readonly clock: Pick<ServiceClock, 'now'>,
  ) {}

  /**
   * Starts a login.
   *
   * @throws {Problem} `unavailable` when ID-porten does not answer.
   */
  async start(level: Level, language: Language): Promise<{ readonly url: URL; readonly pending: PendingLogin }> {
    const configuration = await this.configuration();
    const codeVerifier = randomPKCECodeVerifier();
    const pending = { state: randomState(), nonce: randomNonce(), codeVerifier, level };
    const url = buildAuthorizationUrl(configuration, {
      redirect_uri: this.ourUrl(callbackPath),
      scope: 'openid',
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: await calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      acr_values: acrFor(level),
      ui_locales: language,
    });
    return { url, pending };
  }

  /**
   * Ends a login: exchanges the code for who it is.
   *
   * @param query what ID-porten sent the browser back with
   * @throws {Problem} `login-failed` when it was broken off, or is not the answer to that login; `unavailable` when
   * ID-porten does not answer.
   */
  async finish(query: string, { state, nonce, codeVerifier }: PendingLogin): Promise<Identity> {
    const configuration = await this.configuration();
    const answer = new URL(`${this.ourUrl(callbackPath)}?${query}`);
    try {
      const tokens = await authorizationCodeGrant(configuration, answer, {
        pkceCodeVerifier: codeVerifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      return identityOf(tokens.claims() ?? {});
    } catch (cause) {
      if (isOutage(cause)) throw unavailable(cause);
      this.report(cause);
      throw new Problem('login-failed', { cause });
    }
  }

  /**
   * Where a browser goes to end the session at ID-porten too. The id token is not sent along as a hint: it holds the
   * national identity number, and this is a URL.
   *
   * @throws {Problem} `unavailable`
   */
  async endSessionUrl(): Promise<URL> {
    return buildEndSessionUrl(await this.configuration(), { post_logout_redirect_uri: this.ourUrl(loggedOutPath) });
  }

  /**
   * Whether ID-porten accepts our client: of a code that is none it then says just that.
   *
   * @throws {Problem} `unavailable`; else what it answered instead.
   */
  async acceptsClient(): Promise<boolean> {
    const configuration = await this.configuration();
    const { issuer } = configuration.serverMetadata();
    const state = randomState();
    const answer = new URL(`${this.ourUrl(callbackPath)}?${new URLSearchParams({ code: 'none', state, iss: issuer })}`);
    const pkceCodeVerifier = randomPKCECodeVerifier();
    try {
      await authorizationCodeGrant(configuration, answer, { pkceCodeVerifier, expectedState: state });
      return true;
    } catch (error) {
      if (refusesClient(error)) return false;
      if (error instanceof ResponseBodyError && error.error === 'invalid_grant') return true;
      throw isOutage(error) ? unavailable(error) : error;
    }
  }

  /** Whether that is ID-porten's own name, as it introduces itself in a front-channel logout. */
  isIssuer(issuer: unknown): boolean {
    return typeof issuer === 'string' && issuer.replace(/\/$/, '') === this.settings.IDPORTEN_ISSUER;
  }

  /**
   * Most failed logins were broken off by the user. A client that ID-porten does not know is for an operator, and
   * certain only where the token endpoint says so: errors that come by way of a browser may be forged.
   */
  private report(failure: unknown): void {
    if (failure instanceof AuthorizationResponseError) {
      const said = errorCode.test(failure.error) ? failure.error : undefined;
      this.logger.log({ msg: 'a login was broken off', said });
      return;
    }
    const { error, code, message } = Object(failure) as { error?: string; code?: string; message?: string };
    const reason = error ?? code ?? message;
    if (refusesClient(failure)) this.logger.error({ msg: 'ID-porten does not accept our client', alert: true, reason });
    else this.logger.warn({ msg: 'a login failed', reason });
  }

  private ourUrl(path: string): string {
    return `${this.settings.PUBLIC_URL}${path}`;
  }

  private async configuration(): Promise<Configuration> {
    const readAt = performance.now();
    const skewMs = this.clock.now().getTime() - Date.now();
    if (!this.isUsable(this.configured, readAt, skewMs)) {
      this.configured = { configuration: this.discover(skewMs), readAt, skewMs };
    }
    const configured = this.configured as Configured;
    try {
      return await configured.configuration;
    } catch (cause) {
      if (this.configured === configured) this.configured = undefined;
      throw unavailable(cause);
    }
  }

  private isUsable(configured: Configured | undefined, now: number, skewMs: number): boolean {
    if (configured === undefined || now - configured.readAt > metadataLifetimeMs) return false;
    return Math.abs(skewMs - configured.skewMs) <= toleratedSkewMs;
  }

  /** @param skewMs how far the service's clock is ahead of that of this process, which the library reads. */
  private async discover(skewMs: number): Promise<Configuration> {
    const { IDPORTEN_ISSUER, IDPORTEN_CLIENT_ID, IDPORTEN_CLIENT_SECRET, IDPORTEN_PRIVATE_JWK } = this.settings;
    const metadata = {
      ...(IDPORTEN_CLIENT_SECRET !== undefined && { client_secret: IDPORTEN_CLIENT_SECRET }),
      [clockSkew]: Math.round(skewMs / 1000),
    };
    const authentication = IDPORTEN_PRIVATE_JWK && PrivateKeyJwt(await signingKeyOf(IDPORTEN_PRIVATE_JWK));
    // Settings refuse http in production: this is for the stand-in.
    const isLocal = IDPORTEN_ISSUER.startsWith('http:');
    return discovery(new URL(IDPORTEN_ISSUER), IDPORTEN_CLIENT_ID, metadata, authentication, {
      timeout: timeoutSeconds,
      [customFetch]: outgoingFetch,
      execute: [enableNonRepudiationChecks, ...(isLocal ? [allowInsecureRequests] : [])],
    }).catch(nameIssuerFound);
  }
}

/** @throws Error when it is not a key to sign RS256 with. */
async function signingKeyOf(jwk: JWK): Promise<PrivateKey> {
  return { key: (await importJWK(jwk, 'RS256')) as PrivateKey['key'], kid: jwk.kid! };
}

/** @throws Error when the claims name no person, or in a way that we do not know. */
function identityOf({ pid, email, acr, sid }: Readonly<Record<string, unknown>>): Identity {
  const level = levelOf(acr);
  if (level === undefined) throw new Error('the id token has an acr that is not known');
  if (!isStorableText(sid, longestClaim) || sid === '') throw new Error('the id token names no session');
  return { urn: urnOf(pid, email, level), level, idPortenSession: sid };
}

function urnOf(pid: unknown, email: unknown, level: Level): string {
  if (typeof pid === 'string' && idnr(pid).status === 'valid') return `${partyPrefixes.person}${pid}`;
  if (pid === undefined && level === 0 && isStorableText(email, longestClaim) && email !== '') {
    return normalPartyUrn(`${partyPrefixes.emailUser}${encodeURIComponent(email)}`);
  }
  throw new Error('the id token names no person');
}

/** Whether ID-porten's token endpoint says that it does not know us. */
function refusesClient(error: unknown): boolean {
  if (error instanceof WWWAuthenticateChallengeError) return error.status === 401;
  return error instanceof ResponseBodyError && clientRefusals.has(error.error);
}

/** Whether ID-porten gave no answer, or said that it is not well, rather than no. */
function isOutage(error: unknown): boolean {
  const { name, code, status, cause } = Object(error) as {
    name?: string;
    code?: string;
    status?: number;
    cause?: { status?: number };
  };
  if (code === 'OAUTH_TIMEOUT' || name === 'TimeoutError' || name === 'TypeError') return true;
  return (status ?? cause?.status ?? 0) >= 500;
}

function unavailable(cause: unknown): Problem {
  return new Problem('unavailable', { cause });
}

/** How much of it is told, in characters. */
const longestIssuer = 200;

/**
 * For a `catch` of discovery: names the issuer that was found where it is not the one expected, which openid-client keeps
 * to itself. Mostly the two differ in a slash.
 *
 * @throws what it is given, or an Error of its own.
 */
export function nameIssuerFound(error: unknown): never {
  for (let cause = error; cause instanceof Object; cause = (cause as { cause?: unknown }).cause) {
    const { attribute, body } = cause as { attribute?: unknown; body?: { issuer?: unknown } };
    if (attribute !== 'issuer' || typeof body?.issuer !== 'string') continue;
    const found = JSON.stringify(body.issuer.slice(0, longestIssuer));
    throw new Error(`the metadata name another issuer, ${found}, than IDPORTEN_ISSUER`, { cause: error });
  }
  throw error;
}
