import type { SystemUserInToken } from '../service-owner/service-owner-caller.js';

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
