import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/** The system user in an access token (`authorization_details`). */
export interface SystemUserInToken {
  readonly id: string;
  /** The number of the organisation whose system user it is. */
  readonly organizationNumber: string;
  /** `jti` */
  readonly tokenId: string;
  /** In seconds since 1970, as {@link expiresAt}. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** The caller of `/service-owner/*`: a system with a Maskinporten token that has been verified. */
export class ServiceOwnerCaller {
  constructor(
    /** The client that asks; that of a supplier with the organisation that it asks for. */
    readonly clientId: string,
    /** The number of the organisation that the token was issued to. */
    readonly organizationNumber: string,
    readonly scopes: ReadonlySet<string>,
    /** The system user that the token is of, if it is of one. */
    readonly systemUser?: SystemUserInToken,
  ) {}

  /** For the log: it names no person. */
  get name(): string {
    return `client ${this.clientId}`;
  }
}

/** Gives a handler behind the `ServiceOwnerGuard` the system that calls. */
export const FromServiceOwner = createParamDecorator((_: unknown, context: ExecutionContext): ServiceOwnerCaller => {
  const { user } = context.switchToHttp().getRequest<{ readonly user?: unknown }>();
  if (user instanceof ServiceOwnerCaller) return user;
  throw new Error('@FromServiceOwner() is for handlers of a @ServiceOwnerEndpoint()');
});
