/** A party URN, by the kind of party that it names. */
const organisationUrn = /^urn:altinn:organization:identifier-no:(\d{9})$/i;
const personUrn = /^urn:altinn:person:identifier-no:(\d{11})$/i;
const emailUrn = /^urn:altinn:person:idporten-email:([^@\s:]+@[^@\s:]+\.[^@\s:]+)$/i;
const usernameUrn = /^urn:altinn:person:legacy-selfidentified:([^\s:]+)$/i;

const organisationWeights = [3, 2, 7, 6, 5, 4, 3, 2, 1];
const personWeights = [
  [3, 7, 6, 1, 8, 9, 4, 5, 2, 1],
  [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1],
];

function isDivisibleBy11(digits: string, weights: readonly number[]): boolean {
  return weights.reduce((sum, weight, position) => sum + weight * Number(digits[position]), 0) % 11 === 0;
}

/**
 * Whether a party may own a dialog, or act: an organisation or a person whose number has valid check digits, or a user
 * without a national identity number.
 */
export function isParty(urn: string): boolean {
  const organisation = organisationUrn.exec(urn)?.[1];
  if (organisation !== undefined) return isDivisibleBy11(organisation, organisationWeights);
  const person = personUrn.exec(urn)?.[1];
  if (person !== undefined) return personWeights.every((weights) => isDivisibleBy11(person, weights));
  return ownNameOf(urn) !== undefined;
}

/** Is it a person who has a national identity number? */
export function isPerson(urn: string): boolean {
  return personUrn.test(urn);
}

/** The name that a person without a number goes by: the e-mail address or the username itself. */
export function ownNameOf(urn: string): string | undefined {
  const name = (emailUrn.exec(urn.replaceAll('%40', '@')) ?? usernameUrn.exec(urn))?.[1];
  return name === undefined ? undefined : decoded(name);
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

const uuidVersion7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** The moment that a UUIDv7 was made (RFC 9562 §5.7), in milliseconds; undefined for any other UUID. */
export function timestampOfUuidVersion7(id: string): number | undefined {
  return uuidVersion7.test(id) ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : undefined;
}
