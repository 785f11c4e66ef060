import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isPartyUrn } from './party-urn.js';

describe('isPartyUrn', () => {
  it.each([
    'urn:altinn:person:identifier-no:14886498226',
    'urn:altinn:organization:identifier-no:991825827',
    'urn:altinn:person:idporten-email:kari@example.no',
    'urn:altinn:person:idporten-email:kari%2bskjenking%40example.no',
    'urn:altinn:person:legacy-selfidentified:kari',
    'urn:altinn:person:legacy-selfidentified:k%c3%a5re%20n',
  ])('takes %s', (urn) => {
    expect(isPartyUrn(urn)).toBe(true);
  });

  it.each([
    ['a person with a wrong check digit', 'urn:altinn:person:identifier-no:14886498227'],
    ['a person born on a day that is not', 'urn:altinn:person:identifier-no:32886498226'],
    ['an organisation with a wrong check digit', 'urn:altinn:organization:identifier-no:991825828'],
    ['too few digits', 'urn:altinn:organization:identifier-no:99182582'],
    ['something after the number', 'urn:altinn:organization:identifier-no:991825827\n'],
    ['another kind', 'urn:altinn:party-identifier:username:a@b.no'],
    ['an e-mail address without a domain', 'urn:altinn:person:idporten-email:kari'],
    ['a spelling that is not the normal one', 'urn:altinn:person:idporten-email:Kari@example.no'],
    ['a name that is empty', 'urn:altinn:person:legacy-selfidentified:'],
    ['a name that is blank', 'urn:altinn:person:legacy-selfidentified:%20'],
    ['a name that is not encoded', 'urn:altinn:person:legacy-selfidentified:kåre'],
    ['a name that is badly encoded', 'urn:altinn:person:legacy-selfidentified:%ff'],
    ['a name with a NUL', 'urn:altinn:person:legacy-selfidentified:a%00b'],
    ['a name that is too long', `urn:altinn:person:legacy-selfidentified:${'a'.repeat(250)}`],
    ['a system user', 'urn:altinn:systemuser:uuid:0194a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b'],
    ['no URN', '991825827'],
    ['no text', 991825827],
  ])('refuses %s', (_, value) => {
    expect(isPartyUrn(value)).toBe(false);
  });

  it('refuses every organisation number in which one digit was mistyped', () => {
    fc.assert(
      fc.property(fc.nat(8), fc.integer({ min: 1, max: 9 }), (position, difference) => {
        const digits = [...'991825827'];
        digits[position] = String((Number(digits[position]) + difference) % 10);
        expect(isPartyUrn(`urn:altinn:organization:identifier-no:${digits.join('')}`)).toBe(false);
      }),
    );
  });
});
