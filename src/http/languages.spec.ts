import { describe, expect, it } from '@jest/globals';
import { negotiateLanguage } from './languages.js';

describe('negotiateLanguage', () => {
  it.each([
    [undefined, 'nb'],
    ['', 'nb'],
    ['nb, nn;q=0.9, en;q=0.8', 'nb'],
    ['en, nb;q=0.9, nn;q=0.8', 'en'],
    ['nn;q=0.8, en;q=0.9', 'en'],
    ['nn-NO, en;q=0.5', 'nn'],
    ['en-GB', 'en'],
    ['no', 'nb'],
    ['de, fr;q=0.9', 'nb'],
    ['de, en;q=0.1', 'en'],
    ['en;q=0, nn', 'nn'],
    ['*', 'nb'],
    ['EN', 'en'],
    [';;;,,,q=q', 'nb'],
  ])('answers %p in %p', (acceptLanguage, language) => {
    expect(negotiateLanguage(acceptLanguage)).toBe(language);
  });
});
