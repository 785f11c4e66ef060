import { Logger } from '@nestjs/common';
import {
  exchangeToken,
  findTokenServer,
  type GrantedToken,
  type Grantee,
  type MaskinportenOptions,
  requestToken,
  type TokenServer,
} from './maskinporten-grant.js';

const leastRemainingMs = 20_000;
const pauseAfterFailureMs = 5_000;

interface CachedToken extends GrantedToken {
  readonly renewAt: number;
}

/**
 * The token with which we call Dialogporten. It is cached until it expires. When little of its life
 * remains the next one is fetched in the background, so that callers wait for Maskinporten at the start only. There is
 * one request at a time, however many callers wait for it.
 */
export class MaskinportenTokens {
  private readonly logger = new Logger(MaskinportenTokens.name);
  private readonly grantee: Grantee;
  private server: TokenServer | undefined;
  private cached: CachedToken | undefined;
  private renewal: Promise<CachedToken> | undefined;

  constructor(options: MaskinportenOptions) {
    this.grantee = { ...options, timeoutMs: options.timeoutMs ?? 10_000, now: options.now ?? Date.now };
  }

  /**
   * A token that is valid now.
   *
   * @throws {DialogportenError} `retry`: for our credentials when Maskinporten refuses us, for the platform when it is away
   */
  async token(): Promise<string> {
    const now = this.grantee.now();
    const { cached } = this;
    if (cached === undefined || now >= cached.expiresAt) return (await this.renew()).token;
    if (now >= cached.renewAt && this.renewal === undefined) this.renewInBackground(cached);
    return cached.token;
  }

  /** Tells that a token was not accepted although it should be: the next caller gets a new one. */
  forget(token: string): void {
    if (this.cached?.token === token) this.cached = undefined;
  }

  private renew(): Promise<CachedToken> {
    this.renewal ??= this.fetchToken().finally(() => {
      this.renewal = undefined;
    });
    return this.renewal;
  }

  /** No caller waits for this one; when it fails, the cached token is still good, and we try again in a while. */
  private renewInBackground(cached: CachedToken): void {
    this.renew().catch((error: unknown) => {
      this.logger.warn(`A token could not be renewed early. ${String(error)}`);
      if (this.cached === cached) this.cached = { ...cached, renewAt: this.grantee.now() + pauseAfterFailureMs };
    });
  }

  private async fetchToken(): Promise<CachedToken> {
    try {
      this.server ??= await findTokenServer(this.grantee);
      const requestedAt = this.grantee.now();
      const { exchangeUrl } = this.grantee;
      const granted = await requestToken(this.grantee, this.server);
      const { token, expiresAt } =
        exchangeUrl === undefined ? granted : await exchangeToken(this.grantee, exchangeUrl, granted);
      this.cached = { token, expiresAt, renewAt: expiresAt - earliness(expiresAt - requestedAt) };
      return this.cached;
    } catch (error) {
      this.server = undefined; // its token endpoint may have moved
      throw error;
    }
  }
}

/** How long before its end a token is renewed: a third of its life, at least 20 s, but never more than half of it. */
function earliness(lifetimeMs: number): number {
  return Math.min(Math.max(leastRemainingMs, lifetimeMs / 3), lifetimeMs / 2);
}
