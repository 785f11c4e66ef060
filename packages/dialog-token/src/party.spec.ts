import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { normalPartyUrn, parseParty } from './party.js';

const email = 'urn:altinn:person:idporten-email:';
const username = 'urn:altinn:person:legacy-selfidentified:';

describe('the one spelling of a party', () => {
  it.each([
    [`${email}kari@example.no`, `${email}kari@example.no`],
    [`${email}kari%40example.no`, `${email}kari@example.no`],
    [`${email}Kari%40EXAMPLE.no`, `${email}kari@example.no`],
    [`${email}kari%2Bskjenking%40example.no`, `${email}kari+skjenking@example.no`],
    [`${email}k%C3%A5re@example.no`, `${email}k%c3%a5re@example.no`],
    [`${email}kåre@example.no`, `${email}k%c3%a5re@example.no`],
    [`${username}Kari%20N`, `${username}kari%20n`],
    [`${username}100%25`, `${username}100%25`],
    // The Kelvin sign is no k, and no letter but those of ASCII is put in lower case.
    [`${email}\u212aari@example.no`, `${email}%e2%84%aaari@example.no`],
    [`${email}%e2%84%aaari@example.no`, `${email}%e2%84%aaari@example.no`],
    [`${email}%C3%85se@example.no`, `${email}%c3%85se@example.no`],
  ])('of %s is %s', (spelled, normal) => {
    expect([normalPartyUrn(spelled), parseParty(spelled)?.urn]).toEqual([normal, normal]);
  });

  it.each([
    'urn:altinn:person:identifier-no:14886498226',
    'urn:altinn:organization:identifier-no:991825827',
    'urn:altinn:spaceship:identifier-no:NCC-1701',
    `${username}a b`,
    `${username}%ff`,
  ])('of %s is that', (urn) => {
    expect(normalPartyUrn(urn)).toBe(urn);
  });

  it('is the same for every spelling of one name, and another for another name', () => {
    const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }).filter((text) => !/\p{Cs}/u.test(text));
    const spell = (text: string) => email + encodeURIComponent(text);
    const lowered = (text: string) => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
    fc.assert(
      fc.property(name, name, (one, other) => {
        const normal = normalPartyUrn(spell(one));
        return (
          normalPartyUrn(normal) === normal &&
          decodeURIComponent(normal.slice(email.length)) === lowered(one) &&
          (normal === normalPartyUrn(spell(other))) === (lowered(one) === lowered(other))
        );
      }),
      { seed: 20_260_101, numRuns: 2_000 },
    );
  });
});
