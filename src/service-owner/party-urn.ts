import { idnr } from '@navikt/fnrvalidator';
import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';
import { normalPartyUrn, parseOrganization, partyPrefixes } from 'nestjs-dialog-token';

const organizationWeights = [3, 2, 7, 6, 5, 4, 3, 2];

/** Whether nine digits end in the check digit of an organisation number (modulo 11). */
function isOrganizationNumber(digits: string): boolean {
  const sum = organizationWeights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  return (11 - (sum % 11)) % 11 === Number(digits[8]);
}

/** The longest party that Dialogporten keeps, in characters. */
const longest = 255;

/** Users without a number, each with what their name has to be like once it is decoded. */
const users = {
  [partyPrefixes.emailUser]: /^[^@\s]+@[^@\s]+\.[^@\s]+$/,
  [partyPrefixes.selfIdentifiedUser]: /^\S(?:.*\S)?$/,
} as const;

/** A name as it stands in a URN (RFC 8141 §2), percent-encoded. */
const encodedName = /^(?:[a-z0-9._~!$&'()*+,;=@-]|%[0-9a-f]{2})+$/;

function isUserUrn(urn: string): boolean {
  const [prefix, form] = Object.entries(users).find(([each]) => urn.startsWith(each)) ?? [];
  if (prefix === undefined || form === undefined || urn.length > longest) return false;
  const name = urn.slice(prefix.length);
  if (!encodedName.test(name)) return false;
  try {
    const decoded = decodeURIComponent(name);
    return form.test(decoded) && !/\p{Cc}/u.test(decoded);
  } catch {
    return false;
  }
}

/**
 * Whether Dialogporten takes this for the party of a dialog: a person or an organisation with a valid
 * number, synthetic ones included, or a user who logs in by e-mail or by a name of their own, in lower case.
 */
export function isPartyUrn(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  if (isUserUrn(value)) return true;
  const organization = parseOrganization(value);
  if (organization !== undefined) return isOrganizationNumber(organization.organizationNumber);
  return value.startsWith(partyPrefixes.person) && idnr(value.slice(partyPrefixes.person.length)).status === 'valid';
}

/** Reads a field of a DTO as a party, in the one spelling that it has here, and holds it to {@link isPartyUrn}. */
export const IsPartyUrn = () =>
  applyDecorators(
    Transform(({ value }) => (typeof value === 'string' ? normalPartyUrn(value) : (value as unknown))),
    ValidateBy({ name: 'isPartyUrn', validator: { validate: isPartyUrn } }),
  );
