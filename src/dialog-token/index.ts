export { ActionGuard } from './action.guard.js';
export {
  type AuthorizationServer,
  discover,
  type Fetch,
  metadataPath,
  UntrustedMetadataError,
} from './authorization-server.js';
export { entryOf } from './authorized-actions.js';
export { bearerTokenIn } from './bearer-token.js';
export { Caller } from './caller.decorator.js';
export type { SystemUser } from './claims.js';
export { DialogEndpoint } from './dialog-endpoint.decorator.js';
export type { DialogRequest, EntityReference } from './dialog-request.js';
export { type Actor, DialogToken, dialogTokenOf } from './dialog-token.js';
export { DialogTokenGuard } from './dialog-token.guard.js';
export { DialogTokenModule } from './dialog-token.module.js';
export type { DialogTokenOptions } from './dialog-token.options.js';
export { DialogTokenStrategy, dialogTokenStrategyName } from './dialog-token.strategy.js';
export { DialogTokenVerifier, type VerificationCounts } from './dialog-token-verifier.js';
export { type Ed25519Implementation, implementation as ed25519Implementation } from './ed25519.js';
export { KeySet } from './key-set.js';
export { keySource } from './key-source.js';
export { normalPartyUrn, type Organization, organizationNumbered, type Party, type Person } from './party.js';
export { mayVerify, type PublishedKey } from './published-key.js';
export { DialogTokenRefusal, type RefusalKind } from './refusal.js';
export { RequireAction, RequireAnyAction, type RequireActionOptions } from './require-action.decorator.js';
export { RequireEntity } from './require-entity.decorator.js';
export { RequireLevel } from './require-level.decorator.js';
export { type Requirement, requiredLevelOf, requirementsOf } from './requirement.js';
export {
  authenticatedBy,
  authenticationOf,
  type RouteAuthentication,
  routeConfigured,
} from './route-authentication.js';
export { isStorableText } from './storable-text.js';
export { isUuid } from './uuid.js';
