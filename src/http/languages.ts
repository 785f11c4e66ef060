import Negotiator from 'negotiator';

/** The languages that every text for an end user exists in. */
export const languages = ['nb', 'nn', 'en'] as const;

export type Language = (typeof languages)[number];

/** One text in every language. */
export type Texts = Readonly<Record<Language, string>>;

export const defaultLanguage: Language = 'nb';

/** `no` is the macrolanguage of `nb` and `nn`; browsers still send it, and mean bokmål. */
const offered = [...languages, 'no'];

/** Readers of our pages list no more; the rest of a longer header is not looked at, which RFC 9110 leaves to us. */
const longestHeader = 1_000;

export function isLanguage(value: unknown): value is Language {
  return (languages as readonly unknown[]).includes(value);
}

/**
 * The language that an `Accept-Language` header asks for, by its q-values (RFC 9110 §12.5.4).
 * Nothing acceptable, or no header: {@link defaultLanguage}.
 */
export function negotiateLanguage(acceptLanguage: string | undefined): Language {
  if (acceptLanguage === undefined) return defaultLanguage;
  const [best] = new Negotiator({ headers: { 'accept-language': acceptLanguage.slice(0, longestHeader) } }).languages(
    offered,
  );
  return isLanguage(best) ? best : defaultLanguage;
}
