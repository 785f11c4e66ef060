import type { Language } from './language.js';
import { texts } from './texts.js';

const months = (language: Language) =>
  new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'nb', { dateStyle: 'long' });
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
