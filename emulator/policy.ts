import type { Localization } from './model/dialog.js';

/** Access in the stand-in: its people, organisations, roles, rules and Maskinporten clients. All synthetic. */
export interface Policy {
  readonly serviceResources: readonly ServiceResource[];
  readonly personas: readonly Persona[];
  /** Their names; one that is missing goes by its number. */
  readonly organisations?: readonly Organisation[];
  readonly rules: readonly Rule[];
  readonly clients: readonly MaskinportenClient[];
}

/** The level that is asked for where a service's policy has no obligation to say which. */
export const defaultLevel = 3;

/** A service in the resource registry, and the organisation that owns it. */
export interface ServiceResource {
  readonly urn: string;
  readonly type: string;
  /** The authentication level that an end user needs to see a dialog at all; none: {@link defaultLevel}. */
  readonly minimumLevel?: Persona['level'];
  /** The owner's organisation number. */
  readonly owner: string;
  /** The owner's short name, a dialog's `org`. */
  readonly ownerCode: string;
  /** Names of the service and of its owner; without them their identifiers are shown. */
  readonly title?: readonly Localization[];
  readonly ownerName?: readonly Localization[];
}

/** An organisation in the register of legal entities. */
export interface Organisation {
  readonly number: string;
  readonly name: string;
}

/** A person who can be logged in, and how well they proved who they are. */
export interface Persona {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** The authenticated person or organisation: the token's `c`. */
  readonly consumer: string;
  /** Authentication level: the token's `l`. */
  readonly level: 0 | 3 | 4;
  readonly roles: readonly RoleForParty[];
  /** Set when a system user acts: the token's `y` and `o`. */
  readonly systemUser?: { readonly id: string; readonly organisation: string };
  /** Set when a supplier calls on behalf of the consumer: the token's `u`. */
  readonly supplier?: string;
}

/** A role that a persona holds on behalf of a party. */
export interface RoleForParty {
  readonly party: string;
  readonly role: string;
}

/**
 * Lets a role do an action: on the service resource and every part of it, or on one part (a subresource or task). As in
 * XACML, a rule that names no part matches a request for any.
 */
export interface Rule {
  readonly role: string;
  readonly serviceResource: string;
  readonly action: string;
  readonly resource?: string;
}

/** A client registered in Maskinporten. */
export interface MaskinportenClient {
  readonly id: string;
  readonly organisation: string;
  readonly scopes: readonly string[];
  /** The organisations that have delegated these scopes to its own: as their supplier it may ask for their tokens. */
  readonly actsFor?: readonly string[];
  readonly publicJwk: PublicRsaJwk;
}

/** The public half of an RSA signing key. */
export interface PublicRsaJwk {
  readonly kty: 'RSA';
  readonly kid: string;
  readonly alg: 'RS256';
  readonly use: 'sig';
  readonly n: string;
  readonly e: string;
}
