import { describe, expect, it } from '@jest/globals';
import { scrub } from './scrub.js';

describe('scrub', () => {
  it.each([
    ['urn:altinn:person:identifier-no:14886498226', 'urn:altinn:person:identifier-no:[identity number]'],
    ['/x/14886498226/y', '/x/[identity number]/y'],
    ['/x%2014886498226', '/x%20[identity number]'],
    ['fnr14886498226.', 'fnr[identity number].'],
    ['Bearer eyJhbGciOiJFZERTQSJ9.eyJqdGkiOiJ4In0.c2ln rest', 'Bearer [token] rest'],
  ])('takes what is personal out of %p', (text, scrubbed) => {
    expect(scrub(text)).toBe(scrubbed);
  });

  it.each([
    '991825827',
    '1761234567890',
    '0194a1b2-3c4d-7e5f-8a9b-12345678901f',
    'a12345678901bcdefa12345678901bcd',
    '2026-11-22T05:57:46.109Z',
  ])('leaves %p as it is', (text) => {
    expect(scrub(text)).toBe(text);
  });
});
