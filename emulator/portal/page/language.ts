import type { Localization } from './dialog-types.js';

export const languages = ['nb', 'nn', 'en'] as const;

export type Language = (typeof languages)[number];

/** The order of languages in the `Accept-Language` of each. */
const preferences: Readonly<Record<Language, readonly Language[]>> = {
  nb: ['nb', 'nn', 'en'],
  nn: ['nn', 'nb', 'en'],
  en: ['en', 'nb', 'nn'],
};

/** The value that the portal shows: in the language itself, else in bokmål, else the first of the list. */
export function preferred(values: readonly Localization[] | null | undefined, language: Language): string | undefined {
  const inLanguage = (code: string) => values?.find(({ languageCode }) => languageCode === code);
  return (inLanguage(language) ?? inLanguage('nb') ?? values?.[0])?.value;
}

/** The `Accept-Language` that the portal sends with an embed, for instance `nb, nn;q=0.9, en;q=0.8`. */
export function acceptLanguage(language: Language): string {
  return preferences[language].map((code, index) => (index === 0 ? code : `${code};q=${1 - index / 10}`)).join(', ');
}

const storageKey = 'language';

/** The language chosen before, else that of the browser, else bokmål. */
export function chosenLanguage(): Language {
  const wanted = [localStorage.getItem(storageKey), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return (
    languages.find((language) => wanted[0] === language) ?? languages.find((code) => wanted.includes(code)) ?? 'nb'
  );
}

export function rememberLanguage(language: Language): void {
  localStorage.setItem(storageKey, language);
}
