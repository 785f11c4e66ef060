import type { Localization } from './dialog-types.js';

export const languages = ['nb', 'nn', 'en'] as const;

export type Language = (typeof languages)[number];

/** In what order a reader of each language understands the others. */
const preferences: Readonly<Record<Language, readonly Language[]>> = {
  nb: ['nb', 'nn', 'en'],
  nn: ['nn', 'nb', 'en'],
  en: ['en', 'nb', 'nn'],
};

/** The value in the language, or in the one that its reader understands best. */
export function preferred(values: readonly Localization[] | null | undefined, language: Language): string | undefined {
  const found = preferences[language].flatMap((code) => (values ?? []).filter((value) => value.languageCode === code));
  return (found[0] ?? values?.[0])?.value;
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
