import { describe, expect, it } from '@jest/globals';
import { inPreferredLanguage } from './preferred-language.js';

const texts = (...languages: string[]) => languages.map((languageCode) => ({ languageCode, value: languageCode }));
const view = {
  content: { title: { value: texts('nb', 'nn', 'en') } },
  guiActions: [{ title: texts('nb') }],
  activities: [],
};

function shown(acceptLanguage: string | undefined): string[] {
  return inPreferredLanguage(view, acceptLanguage).content.title.value.map(({ languageCode }) => languageCode);
}

describe('the texts that an end user gets', () => {
  it.each([
    ['nn', ['nn']],
    ['fr, nn;q=0.5, nb;q=0.9', ['nb']],
    ['en-US,en;q=0.9', ['en']],
    ['de', ['en']],
    ['sv', ['nb']],
    ['*', ['en']],
    ['', ['nb', 'nn', 'en']],
    [undefined, ['nb', 'nn', 'en']],
  ])('for Accept-Language %s are in %s', (acceptLanguage, languages) => {
    expect(shown(acceptLanguage)).toEqual(languages);
  });

  it('are there in another language rather than not at all', () => {
    expect(inPreferredLanguage(view, 'nn').guiActions).toEqual([{ title: texts('nb') }]);
  });
});
