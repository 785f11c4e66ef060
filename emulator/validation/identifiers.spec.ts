import { describe, expect, it } from '@jest/globals';
import { idnr } from '@navikt/fnrvalidator';
import { testPolicy as policy } from '../testing/policy.js';
import { isParty, ownNameOf, timestampOfUuidVersion7 } from './identifiers.js';

const urnsOfPolicy = [
  ...policy.personas.map(({ consumer }) => consumer),
  ...policy.personas.flatMap(({ roles }) => roles.map(({ party }) => party)),
];

describe('a party', () => {
  it.each([...new Set(urnsOfPolicy)].filter((urn) => !urn.includes('idporten-email')))(
    'of the policy is valid: %s',
    (urn) => {
      expect(isParty(urn)).toBe(true);
    },
  );

  it.each(urnsOfPolicy.filter((urn) => urn.includes(':person:identifier-no:')))(
    'who is a person is synthetic: %s',
    (urn) => {
      expect(idnr(urn.split(':').at(-1)!)).toEqual({ status: 'valid', type: 'tnr' });
    },
  );

  it.each([
    'urn:altinn:person:identifier-no:14886498225',
    'urn:altinn:person:identifier-no:14886498236',
    'urn:altinn:person:identifier-no:1488649822',
    'urn:altinn:organization:identifier-no:991825828',
    'urn:altinn:organization:identifier-no:9918258270',
    'urn:altinn:organisation:identifier-no:991825827',
    'urn:altinn:party-identifier:username:a@b.no',
    '991825827',
    '',
  ])('is not %j', (urn) => {
    expect(isParty(urn)).toBe(false);
  });
});

describe('a user without a national identity number', () => {
  it.each([
    ['urn:altinn:person:idporten-email:ola%40example.no', 'ola@example.no'],
    ['urn:altinn:person:idporten-email:ola@example.no', 'ola@example.no'],
    ['urn:altinn:person:legacy-selfidentified:ola', 'ola'],
  ])('%s is a party, and goes by %s', (urn, name) => {
    expect([isParty(urn), ownNameOf(urn)]).toEqual([true, name]);
  });

  it.each([
    'urn:altinn:person:idporten-email:not-an-email',
    'urn:altinn:person:idporten-email-user:ola@example.no',
    'urn:altinn:person:legacy-selfidentified:ola:nordmann',
    'urn:altinn:systemuser:uuid:38000000-0000-4000-8000-000000000001',
    'ola',
  ])('is not %s', (urn) => {
    expect(isParty(urn)).toBe(false);
  });
});

describe('a UUIDv7', () => {
  it('tells when it was made', () => {
    expect(timestampOfUuidVersion7('01913cd5-784f-7d3b-abef-4c77b1f0972d')).toBe(0x01913cd5784f);
  });

  it.each(['01913cd5-784f-4d3b-abef-4c77b1f0972d', '01913cd5-784f-7d3b-cbef-4c77b1f0972d', 'x'])('is not %s', (id) => {
    expect(timestampOfUuidVersion7(id)).toBeUndefined();
  });
});
