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

/** A person who logs in at ID-porten by e-mail, at level 0. */
export interface EmailUser {
  readonly kind: 'email-user';
  /** Holds the e-mail address, in the form of {@link normalPartyUrn}: not for logs. */
  readonly urn: `urn:altinn:person:idporten-email:${string}`;
}

/** A self-identified user of the old kind. */
export interface SelfIdentifiedUser {
  readonly kind: 'self-identified-user';
  /** Holds the username, in the form of {@link normalPartyUrn}: not for logs. */
  readonly urn: `urn:altinn:person:legacy-selfidentified:${string}`;
}

/** A system user whose organisation could not be read. */
export interface SystemUserParty {
  readonly kind: 'system-user';
  readonly urn: `urn:altinn:systemuser:uuid:${string}`;
}

/** A party of a kind that is not known yet: carried along, and compared exactly. */
export interface OtherParty {
  readonly kind: 'other';
  /** May hold anything about a person: not for logs. */
  readonly urn: `urn:altinn:${string}`;
}

/**
 * The user or organisation that a token names: `kind` tells which; `urn` is the one spelling by which parties are
 * compared.
 */
export type Party = Person | Organization | EmailUser | SelfIdentifiedUser | SystemUserParty | OtherParty;

/** What the URN of a party begins with, by its kind; the name or number of the party follows. */
export const partyPrefixes = {
  person: 'urn:altinn:person:identifier-no:',
  organization: 'urn:altinn:organization:identifier-no:',
  emailUser: 'urn:altinn:person:idporten-email:',
  selfIdentifiedUser: 'urn:altinn:person:legacy-selfidentified:',
  systemUser: 'urn:altinn:systemuser:uuid:',
} as const;

const person = new RegExp(`^${partyPrefixes.person}(\\d{11})$`);
const organization = new RegExp(`^${partyPrefixes.organization}(\\d{9})$`);

/** A well-formed URN of Altinn's: a kind, and something that it names. */
const altinnUrn = /^urn:altinn:[a-z][a-z0-9-]*(?::[^\s:\p{Cc}\p{Cs}]+)+$/u;

const kinds = {
  [partyPrefixes.emailUser]: 'email-user',
  [partyPrefixes.selfIdentifiedUser]: 'self-identified-user',
  [partyPrefixes.systemUser]: 'system-user',
} as const;

/** The kinds whose form is known to the digit: a URN with one of these prefixes and another form is malformed. */
const strictPrefixes = [partyPrefixes.person, partyPrefixes.organization];

/** The users who are named by a text, which has many spellings. */
const namedUser = new RegExp(
  `^(${partyPrefixes.emailUser}|${partyPrefixes.selfIdentifiedUser})([^\\s:\\p{Cc}\\p{Cs}]+)$`,
  'u',
);

/** Characters that may stand in a URN as they are (RFC 8141 §2), among those that `encodeURIComponent` encodes. */
const plainInUrn = /%(?:24|26|2b|2c|3b|3d|40)/g;

const lowerCase = (text: string) => text.replaceAll(/[A-Z]+/g, (capitals) => capitals.toLowerCase());

/**
 * The one spelling of a party's URN, which logins, tokens and stored dialogs are held to, and Dialogporten is sent. A user
 * who is named by an e-mail address or username has many: the name is decoded, put in lower case (ASCII letters only, so
 * that no other letter becomes one of them), and encoded where a URN requires it. Dialogporten spells them so, too. Any
 * other party has one spelling, which stays as it is.
 */
export function normalPartyUrn(urn: string): string {
  const [, prefix, name] = namedUser.exec(urn) ?? [];
  if (prefix === undefined || name === undefined) return urn;
  try {
    const encoded = lowerCase(encodeURIComponent(lowerCase(decodeURIComponent(name))));
    return prefix + encoded.replaceAll(plainInUrn, decodeURIComponent);
  } catch {
    return urn;
  }
}

/** Parses a party's URN. @returns `undefined` for what is not a URN of Altinn's, or a malformed number. */
export function parseParty(spelled: string): Party | undefined {
  const urn = normalPartyUrn(spelled);
  const nationalIdentityNumber = person.exec(urn)?.[1];
  if (nationalIdentityNumber !== undefined) {
    return Object.freeze({ kind: 'person', urn: urn as Person['urn'], nationalIdentityNumber });
  }
  const known = parseOrganization(urn);
  if (known !== undefined) return known;
  if (strictPrefixes.some((prefix) => urn.startsWith(prefix)) || !altinnUrn.test(urn)) return undefined;
  const [, kind] = Object.entries(kinds).find(([prefix]) => urn.startsWith(prefix)) ?? [];
  return Object.freeze({ kind: kind ?? 'other', urn } as Party);
}

/** Parses an organisation's URN. @returns `undefined` for anything else. */
export function parseOrganization(urn: string): Organization | undefined {
  const organizationNumber = organization.exec(urn)?.[1];
  if (organizationNumber === undefined) return undefined;
  return Object.freeze({ kind: 'organization', urn: urn as Organization['urn'], organizationNumber });
}

/** An organisation by its number, which has nine digits. */
export function organizationNumbered(organizationNumber: string): Organization {
  return Object.freeze({
    kind: 'organization',
    urn: `${partyPrefixes.organization}${organizationNumber}`,
    organizationNumber,
  });
}
