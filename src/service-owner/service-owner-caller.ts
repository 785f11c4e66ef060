/** The caller of `/service-owner/*`: a system with a Maskinporten token that has been verified. */
export class ServiceOwnerCaller {
  constructor(
    readonly clientId: string,
    /** The number of the organisation that the token was issued to. */
    readonly organizationNumber: string,
    readonly scopes: ReadonlySet<string>,
  ) {}
}
