import type { Language } from './language.js';
import { texts } from './texts.js';

const localeOf = (language: Language) => (language === 'en' ? 'en-GB' : language);
const months = (language: Language) => new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'long' });
const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' });

/** As the portal writes it: `23. november 2026`. */
export function dateText(date: string, language: Language): string {
  return months(language).format(new Date(date));
}

/** As the portal writes it: `23. november 2026 kl. 23.52`. */
export function dateTimeText(date: string, language: Language): string {
  const clock = time.format(new Date(date)).replace(':', '.');
  return [dateText(date, language), texts[language].clock, clock].filter(Boolean).join(' ');
}

const units = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** How far away a moment is, in the largest unit that fits: `om 3 dager`. */
export function distanceText(date: string, language: Language): string {
  const left = Date.parse(date) - Date.now();
  const [unit, milliseconds] = units.find(([, length]) => Math.abs(left) >= length) ?? units.at(-1)!;
  return new Intl.RelativeTimeFormat(localeOf(language)).format(Math.round(left / milliseconds), unit);
}
