import { type AuthorizedActions, parseAuthorizedActions } from './authorized-actions.js';
import { invalidToken } from './refusal.js';
import { isStorableText, isUuid, parseJsonObject } from './strict-forms.js';
import { type Organization, parseOrganization, parseParty, type Party, partyPrefixes } from './party.js';

/** A system user, and the organisation that it belongs to. */
export interface SystemUser {
  /** UUID, lower case. */
  readonly id: string;
  readonly organization: Organization;
}

/** The claims of a dialog token under their full names, each of the right form. */
export interface DialogTokenClaims {
  readonly id: string;
  readonly issuer: string;
  readonly issuedAt: number;
  readonly notBefore: number;
  readonly expiresAt: number;
  readonly consumer: Party;
  readonly level: number;
  readonly party: Party;
  readonly serviceResource: string;
  readonly dialogId: string;
  readonly actions: AuthorizedActions;
  readonly supplier: Organization | undefined;
  readonly systemUser: SystemUser | undefined;
  readonly entities: readonly string[];
}

type Parse<T> = (value: unknown) => T | undefined;

/** The longest id, name or URN, in characters: a longer one fits into no index of a database. */
const longestText = 1_000;

/**
 * Reads the payload of a dialog token. Claims that are not listed are ignored: new ones will come.
 *
 * @throws DialogTokenRefusal `invalid-token` where a claim is missing or of the wrong form. The reason names the claim, never its value.
 */
export function parseClaims(payload: Uint8Array): DialogTokenClaims {
  const claims = parseJsonObject(payload);
  if (claims === undefined) throw invalidToken('the payload is not a JSON object');

  function required<T>(name: string, parse: Parse<T>): T {
    const value = claims && Object.hasOwn(claims, name) ? parse(claims[name]) : undefined;
    if (value === undefined) throw invalidToken(`the claim "${name}" is missing or malformed`);
    return value;
  }
  function optional<T>(name: string, parse: Parse<T>): T | undefined {
    return claims && Object.hasOwn(claims, name) ? required(name, parse) : undefined;
  }

  const consumer = required('c', partyIn);
  return {
    id: required('jti', nonEmptyStringIn),
    issuer: required('iss', nonEmptyStringIn),
    issuedAt: required('iat', timeIn),
    notBefore: required('nbf', timeIn),
    expiresAt: required('exp', timeIn),
    consumer,
    level: required('l', levelIn),
    party: required('p', partyIn),
    serviceResource: required('s', nonEmptyStringIn),
    dialogId: required('i', uuidIn),
    actions: required('a', actionsIn),
    supplier: optional('u', organizationIn),
    systemUser: systemUserOf(optional('y', systemUserIdIn), optional('o', organizationIn), consumer),
    entities: optional('e', entitiesIn) ?? noEntities,
  };
}

const noEntities: readonly string[] = Object.freeze([]);

function systemUserOf(
  id: string | undefined,
  organization: Organization | undefined,
  consumer: Party,
): SystemUser | undefined {
  if (id === undefined && organization === undefined) return undefined;
  if (id === undefined || organization === undefined) throw invalidToken('only one of the claims "y" and "o" is there');
  if (consumer.kind !== 'organization') throw invalidToken('"c" is not an organisation although "y" is there');
  return Object.freeze({ id, organization });
}

const nonEmptyStringIn: Parse<string> = (value) =>
  isStorableText(value, longestText) && value !== '' ? value : undefined;
/** The last second of the year 9999: a later time is no real date. */
const latestTime = 253_402_300_799;
const timeIn: Parse<number> = (value) =>
  typeof value === 'number' && value >= 0 && value <= latestTime ? value : undefined;
const levelIn: Parse<number> = (value) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
const uuidIn: Parse<string> = (value) => (isUuid(value) ? value.toLowerCase() : undefined);
const partyIn: Parse<Party> = (value) => (isStorableText(value, longestText) ? parseParty(value) : undefined);
const organizationIn: Parse<Organization> = (value) =>
  typeof value === 'string' ? parseOrganization(value) : undefined;
const actionsIn: Parse<AuthorizedActions> = (value) =>
  typeof value === 'string' ? parseAuthorizedActions(value) : undefined;
const systemUserIdIn: Parse<string> = (value) =>
  typeof value === 'string' && value.startsWith(partyPrefixes.systemUser)
    ? uuidIn(value.slice(partyPrefixes.systemUser.length))
    : undefined;
const entitiesIn: Parse<readonly string[]> = (value) =>
  Array.isArray(value) && value.every((entity) => isStorableText(entity)) ? Object.freeze(value) : undefined;
