import type { Language } from '../http/languages.js';
import type { Reader } from './reader.js';

const locales: Readonly<Record<Language, string>> = { nb: 'nb-NO', nn: 'nn-NO', en: 'en-GB' };

/** Making a formatter costs far more than using it, and there are only so many zones. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterFor({ language, timeZone }: Reader): Intl.DateTimeFormat {
  const key = `${language} ${timeZone}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(locales[language], { dateStyle: 'long', timeStyle: 'short', timeZone });
  formatters.set(key, made);
  return made;
}

/** A point in time in the reader's language and zone, to the minute. */
export function formatDateTime(at: Date | string, reader: Reader): string {
  return formatterFor(reader).format(typeof at === 'string' ? new Date(at) : at);
}
