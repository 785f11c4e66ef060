import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isPartyUrn } from './party-urn.js';

describe('isPartyUrn', () => {
  it.each(['urn:altinn:person:identifier-no:14886498226', 'urn:altinn:organization:identifier-no:991825827'])(
    'takes %s',
    (urn) => {
      expect(isPartyUrn(urn)).toBe(true);
    },
  );

  it.each([
    ['a person with a wrong check digit', 'urn:altinn:person:identifier-no:14886498227'],
    ['a person born on a day that is not', 'urn:altinn:person:identifier-no:32886498226'],
    ['an organisation with a wrong check digit', 'urn:altinn:organization:identifier-no:991825828'],
    ['too few digits', 'urn:altinn:organization:identifier-no:99182582'],
    ['something after the number', 'urn:altinn:organization:identifier-no:991825827\n'],
    ['another kind', 'urn:altinn:party-identifier:username:a@b.no'],
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
