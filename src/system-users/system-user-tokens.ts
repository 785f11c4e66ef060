import type { SystemUserInToken } from '../service-owner/service-owner-caller.js';
import { Injectable } from '@nestjs/common';
import { decodeProtectedHeader } from 'jose';
import { Settings } from '../config/settings.js';
import { Problem } from '../http/problem.js';
import { ServiceOwnerStrategy } from '../service-owner/service-owner.strategy.js';

/** A system user whose token of Maskinporten has been verified. Its rights are not known yet. */
export class SystemUserCaller {
  constructor(
    readonly systemUser: SystemUserInToken,
    /** The number of the organisation whose system it is: the token's consumer. */
    readonly consumer: string,
  ) {}

  /** For the log: it names no person. */
  get name(): string {
    return `system user ${this.systemUser.id}`;
  }
}

interface BearerRequest {
  readonly headers: { readonly authorization?: string | undefined };
  user?: unknown;
}

/** Knows the tokens of system users by Maskinporten; none are taken where `SYSTEM_USER_SCOPE` is not set. */
@Injectable()
export class SystemUserTokens {
  constructor(
    private readonly settings: Settings,
    private readonly strategy: ServiceOwnerStrategy,
  ) {}

  /** Whether what a request carries is a token of Maskinporten, by its algorithm; it proves nothing yet. */
  isFor({ headers: { authorization = '' } }: BearerRequest): boolean {
    if (this.settings.SYSTEM_USER_SCOPE === undefined) return false;
    try {
      return decodeProtectedHeader(authorization.slice(authorization.lastIndexOf(' ') + 1)).alg === 'RS256';
    } catch {
      return false;
    }
  }

  /**
   * Lets a system user in as far as its token goes; it is then in `request.user`.
   *
   * @throws {Problem} `invalid-token`, also where the token is not of a system user; `missing-scope`; `unavailable` without
   * keys to verify with.
   */
  async admit(request: BearerRequest): Promise<SystemUserCaller> {
    const { scopes, organizationNumber, systemUser } = await this.strategy.callerOf(request);
    const scope = this.settings.SYSTEM_USER_SCOPE ?? '';
    if (systemUser === undefined) {
      const headers = { 'WWW-Authenticate': 'Bearer error="invalid_token"' };
      throw new Problem('invalid-token', { headers, cause: new Error('the token is not of a system user') });
    }
    if (!scopes.has(scope)) {
      const challenge = `Bearer error="insufficient_scope", scope="${scope}"`;
      throw new Problem('missing-scope', { headers: { 'WWW-Authenticate': challenge } });
    }
    const caller = new SystemUserCaller(systemUser, organizationNumber);
    request.user = caller;
    return caller;
  }
}
