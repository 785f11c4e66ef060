import { LRUCache } from 'lru-cache';
import type { Language } from '../http/languages.js';
import { type Reader, timeZoneOf } from './reader.js';

const locales: Readonly<Record<Language, string>> = { nb: 'nb-NO', nn: 'nn-NO', en: 'en-GB' };

/** The text between a date and a time, as the portal writes it. */
const at: Readonly<Record<Language, string>> = { nb: ' kl. ', nn: ' kl. ', en: ' at ' };

type Instant = Date | string;
type Part = 'date' | 'time';

const partOptions: Readonly<Record<Part, Intl.DateTimeFormatOptions>> = {
  date: { dateStyle: 'long' },
  time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
};

/** Formatters that are kept: all that our users' zones need, of some tens of kilobytes each. */
const mostFormatters = 100;

/** Making a formatter costs far more than using it. */
const formatters = new LRUCache<string, Intl.DateTimeFormat>({ max: mostFormatters });

function formatterFor(part: Part, { language, timeZone: name }: Reader): Intl.DateTimeFormat {
  const timeZone = timeZoneOf(name) ?? name;
  const key = `${part} ${language} ${timeZone}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(locales[language], { ...partOptions[part], timeZone });
  formatters.set(key, made);
  return made;
}

function format(part: Part, instant: Instant, reader: Reader): string {
  return formatterFor(part, reader).format(typeof instant === 'string' ? new Date(instant) : instant);
}

/** The day, in the reader's language and zone: `23. november 2026`. */
export function formatDate(instant: Instant, reader: Reader): string {
  return format('date', instant, reader);
}

/** The day and the minute, where the minute matters: `23. november 2026 kl. 23.52`. */
export function formatDateTime(instant: Instant, reader: Reader): string {
  const time = format('time', instant, reader);
  const written = reader.language === 'en' ? time : time.replace(':', '.');
  return `${formatDate(instant, reader)}${at[reader.language]}${written}`;
}
