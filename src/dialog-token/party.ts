/** A natural person. */
export interface Person {
  readonly kind: 'person';
  /** Holds the national identity number: not for logs. */
  readonly urn: `urn:altinn:person:identifier-no:${string}`;
  /** Eleven digits: not for logs. */
  readonly nationalIdentityNumber: string;
}

/** An organisation in the Norwegian register of legal entities. */
export interface Organization {
  readonly kind: 'organization';
  readonly urn: `urn:altinn:organization:identifier-no:${string}`;
  /** Nine digits. */
  readonly organizationNumber: string;
}

/** Someone who registered themselves, with a username or an e-mail address. */
export interface SelfRegisteredUser {
  readonly kind: 'self-registered-user';
  readonly urn: `urn:altinn:party-identifier:username:${string}`;
  readonly username: string;
}

/** Who a token is about: `kind` tells which of the three; `urn` is how Dialogporten spells it everywhere. */
export type Party = Person | Organization | SelfRegisteredUser;

const person = /^urn:altinn:person:identifier-no:(\d{11})$/;
const organization = /^urn:altinn:organization:identifier-no:(\d{9})$/;
const username = /^urn:altinn:party-identifier:username:([^\s\p{Cc}]+)$/u;

/** Parses a party's URN. @returns `undefined` for anything but the three documented forms. */
export function parseParty(urn: string): Party | undefined {
  const nationalIdentityNumber = person.exec(urn)?.[1];
  if (nationalIdentityNumber !== undefined) {
    return Object.freeze({ kind: 'person', urn: urn as Person['urn'], nationalIdentityNumber });
  }
  const name = username.exec(urn)?.[1];
  if (name !== undefined) {
    return Object.freeze({ kind: 'self-registered-user', urn: urn as SelfRegisteredUser['urn'], username: name });
  }
  return parseOrganization(urn);
}

/** Parses an organisation's URN. @returns `undefined` for anything else. */
export function parseOrganization(urn: string): Organization | undefined {
  const organizationNumber = organization.exec(urn)?.[1];
  if (organizationNumber === undefined) return undefined;
  return Object.freeze({ kind: 'organization', urn: urn as Organization['urn'], organizationNumber });
}
