import { normalisedLanguage } from '../validation/language-code.js';

/**
 * A view of an end user with each text in one language: the most wanted that it has, else English, else bokmål; for
 * callers who want Swedish or Danish bokmål comes first (LocalizationExtensions.cs: PruneLocalizations). A text without
 * any of these stays as it is, and so do all when no language is wanted.
 */
export function inPreferredLanguage<View>(view: View, acceptLanguage: string | undefined): View {
  const wanted = languagesIn(acceptLanguage ?? '');
  if (wanted.length === 0) return view;
  const isNeighbour = wanted.some((language) => language === 'sv' || language === 'da');
  return pruned(view, [...wanted, ...(isNeighbour ? ['nb', 'en'] : ['en', 'nb'])]) as View;
}

/** The languages of an `Accept-Language`, the most wanted first; `*` stands for a language that no text has. */
function languagesIn(header: string): string[] {
  const ranges = header.split(',').map((range) => {
    const [code = '', weight = 'q=1'] = range.split(';');
    return { language: normalisedLanguage(code), weight: Number(weight.trim().slice(2)) };
  });
  const known = ranges.filter(
    ({ language, weight }) => /^(?:[a-z]{2,3}|\*)$/.test(language) && weight >= 0 && weight <= 1,
  );
  return known.toSorted((one, other) => other.weight - one.weight).map(({ language }) => language);
}

function pruned(value: unknown, wanted: readonly string[]): unknown {
  if (Array.isArray(value)) {
    if (value.length === 0 || !value.every(isLocalization)) return value.map((entry) => pruned(entry, wanted));
    const best = wanted.map((language) => value.find(({ languageCode }) => languageCode === language));
    const found = best.find((text) => text !== undefined);
    return found === undefined ? value : [found];
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, pruned(member, wanted)]));
}

function isLocalization(entry: unknown): entry is { readonly languageCode: string } {
  return typeof entry === 'object' && entry !== null && 'languageCode' in entry;
}
