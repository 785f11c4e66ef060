export { entryOf } from './authorized-actions.js';
export type { SystemUser } from './claims.js';
export { Caller, DialogEndpoint } from './dialog-endpoint.decorator.js';
export { DialogToken, dialogTokenOf, type TokenActor } from './dialog-token.js';
export { DialogTokenVerifier, type VerificationCounts } from './dialog-token-verifier.js';
export { ActionGuard, DialogTokenGuard } from './dialog-token.guard.js';
export { DialogTokenModule } from './dialog-token.module.js';
export type { DialogTokenOptions } from './dialog-token.options.js';
export { bearerTokenIn, DialogTokenStrategy, dialogTokenStrategyName } from './dialog-token.strategy.js';
export { type Ed25519Implementation, type Ed25519Key, implementation as ed25519Implementation } from './ed25519.js';
export {
  type AuthorizationServer,
  discover,
  type Fetch,
  keySource,
  metadataPath,
  UntrustedMetadataError,
} from './keys/authorization-server.js';
export { KeySet, KeysUnavailableError, mayVerify, type PublishedKey } from './keys/key-set.js';
export { refusalsExtension } from './openapi-metadata.js';
export {
  normalPartyUrn,
  type Organization,
  organizationNumbered,
  parseOrganization,
  type Party,
  partyPrefixes,
  type Person,
} from './party.js';
export { DialogTokenRefusal, type RefusalKind } from './refusal.js';
export {
  type DialogRequest,
  type EntityReference,
  requiredLevelOf,
  type Requirement,
  requirementsOf,
} from './requirement.js';
export {
  RequireAction,
  type RequireActionOptions,
  RequireAnyAction,
  RequireEntity,
  RequireLevel,
} from './requirement.decorators.js';
export {
  authenticatedBy,
  authenticationOf,
  type RouteAuthentication,
  routeConfigured,
} from './route-authentication.js';
export { isStorableText, isUuid } from './strict-forms.js';
export { verificationKeysIn } from './verification-key.js';
