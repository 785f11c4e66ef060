import { idnr } from '@navikt/fnrvalidator';
import { ValidateBy } from 'class-validator';

const organization = /^urn:altinn:organization:identifier-no:(\d{9})$/;
const person = /^urn:altinn:person:identifier-no:(\d{11})$/;
const organizationWeights = [3, 2, 7, 6, 5, 4, 3, 2];

/** Whether nine digits end in the check digit of an organisation number (modulo 11). */
function isOrganizationNumber(digits: string): boolean {
  const sum = organizationWeights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  return (11 - (sum % 11)) % 11 === Number(digits[8]);
}

/** Whether this names a person or an organisation with a valid number, synthetic ones included. */
export function isPartyUrn(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const [, organizationNumber] = organization.exec(value) ?? [];
  if (organizationNumber !== undefined) return isOrganizationNumber(organizationNumber);
  const [, identityNumber] = person.exec(value) ?? [];
  return identityNumber !== undefined && idnr(identityNumber).status === 'valid';
}

/** Holds a field of a DTO to {@link isPartyUrn}. */
export const IsPartyUrn = () => ValidateBy({ name: 'isPartyUrn', validator: { validate: isPartyUrn } });
