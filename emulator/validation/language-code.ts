const languageNames = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });

/** The language of a culture: `en` of `en-US`, `nb` of `nb_NO`. */
export function normalisedLanguage(languageCode: string): string {
  return languageCode.trim().toLowerCase().split(/[-_]/, 1)[0]!;
}

/** Is it a language of ISO 639 with a code of two letters? `no` is none: it is nb or nn. */
export function isLanguageCode(languageCode: string): boolean {
  return languageCode !== 'no' && /^[a-z]{2}$/.test(languageCode) && languageNames.of(languageCode) !== undefined;
}
