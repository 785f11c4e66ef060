import { describe, expect, it } from '@jest/globals';
import { including, instant, otherThan } from './agreement.js';
import { differences, Exactly } from './match.js';

describe('comparing with what is expected', () => {
  it.each([
    ['the same value', 1, 1],
    ['an object with more members', { a: 1 }, { a: 1, b: 2 }],
    ['an absent member', { a: undefined }, { b: 2 }],
    ['a fitting text', { a: /^x+$/ }, { a: 'xx' }],
    ['a list', [{ a: 1 }, 2], [{ a: 1, b: 2 }, 2]],
    ['exactly these members', new Exactly({ a: 1 }), { a: 1 }],
    ['another value', otherThan(1), 2],
    ['the same instant', instant('2040-01-01T00:00:00Z'), '2040-01-01T01:00:00.0000000+01:00'],
    ['an element among others', including({ a: 1 }), [{ a: 2 }, { a: 1, b: 2 }]],
  ])('is content with %s', (_what, expected, actual) => {
    expect(differences(expected, actual)).toEqual([]);
  });

  it.each([
    ['another value', 1, 2, 'it: expected 1, got 2'],
    ['a number for a text', { a: '1' }, { a: 1 }, 'a: expected "1", got 1'],
    ['a missing member', { a: { b: 1 } }, { a: {} }, 'a.b: expected 1, got nothing'],
    ['a member that should be absent', { a: undefined }, { a: null }, 'a: expected nothing, got null'],
    ['a text that does not fit', { a: /^x+$/ }, { a: 'y' }, 'a: expected /^x+$/, got "y"'],
    ['a shorter list', { a: [1, 2] }, { a: [1] }, 'a: expected [1,2], got [1]'],
    ['an element of a list', [{ a: 1 }], [{ a: 2 }], '[0].a: expected 1, got 2'],
    ['a member too many', new Exactly({ a: 1 }), { a: 1, 'b.c': 2 }, '["b.c"]: expected nothing, got 2'],
    [
      'nothing where something else was expected',
      otherThan(1),
      undefined,
      'it: expected another value than 1, got nothing',
    ],
    ['null for an object', { a: { b: 1 } }, { a: null }, 'a: expected {"b":1}, got null'],
  ])('says where there is %s', (_what, expected, actual, line) => {
    expect(differences(expected, actual)).toEqual([line]);
  });
});
