import { describe, expect, it } from '@jest/globals';
import { scrub } from './personal-data.js';

describe('scrub', () => {
  it.each([
    ['urn:altinn:person:identifier-no:14886498226', 'urn:altinn:person:identifier-no:[identity number]'],
    ['/x/14886498226/y', '/x/[identity number]/y'],
    ['/x%2014886498226', '/x%20[identity number]'],
    ['fnr14886498226.', 'fnr[identity number].'],
    ['urn:altinn:person:idporten-email:kari%40example.no "x"', 'urn:altinn:person:idporten-email:[party] "x"'],
    ['{"c":"urn:altinn:person:legacy-selfidentified:kari"}', '{"c":"urn:altinn:person:legacy-selfidentified:[party]"}'],
    ['urn:altinn:party-identifier:username:a@b.no', 'urn:altinn:party-identifier:username:[party]'],
    ['urn:altinn:feide-subject:0123abc', 'urn:altinn:feide-subject:[party]'],
    ['urn:altinn:guild:14886498226:kari', 'urn:altinn:guild:[identity number]:[party]'],
    ['URN:ALTINN:PERSON:IDPORTEN-EMAIL:A@B.NO', 'URN:ALTINN:PERSON:IDPORTEN-EMAIL:[party]'],
    ['urn%3Aaltinn%3aperson%3Aidporten-email%3Aa%2540b.no x', 'urn%3Aaltinn%3aperson%3Aidporten-email%3A[party] x'],
    ['urn%253Aaltinn%253Aguild%253Asmith', 'urn%253Aaltinn%253Aguild%253A[party]'],
    ['token%20eyJhbGciOiJFZERTQSJ9.e30.c2ln', 'token%20[token]'],
    ['Bearer eyJhbGciOiJFZERTQSJ9.eyJqdGkiOiJ4In0.c2ln rest', 'Bearer [token] rest'],
  ])('takes what is personal out of %p', (text, scrubbed) => {
    expect(scrub(text)).toBe(scrubbed);
  });

  it.each([
    '991825827',
    'urn:altinn:organization:identifier-no:991825827',
    'urn:altinn:systemuser:uuid:0194a1b2-3c4d-7e5f-8a9b-12345678901f',
    'urn:altinn:resource:serving-licence',
    'urn:altinn:subresource:decision, urn:altinn:task:signing',
    '1761234567890',
    '0194a1b2-3c4d-7e5f-8a9b-12345678901f',
    'a12345678901bcdefa12345678901bcd',
    '2026-11-22T05:57:46.109Z',
  ])('leaves %p as it is', (text) => {
    expect(scrub(text)).toBe(text);
  });
});
