import { describe, expect, it } from '@jest/globals';
import { Problem } from '../http/problem.js';
import { formatDateTime } from './date-format.js';
import { readerOf } from './reader.js';

describe('readerOf', () => {
  it('lets the URL decide the language before the header does', () => {
    expect(readerOf({ method: 'GET', query: { lang: 'nn' }, headers: { 'accept-language': 'en' } }).language).toBe(
      'nn',
    );
    expect(readerOf({ method: 'GET', query: {}, headers: { 'accept-language': 'en' } }).language).toBe('en');
    expect(readerOf({ method: 'GET', query: {}, headers: {} }).language).toBe('nb');
  });

  it.each(['de', '', 'NB', ['nb', 'en']])('refuses lang=%p', (lang) => {
    expect(() => readerOf({ method: 'GET', query: { lang }, headers: {} })).toThrow(new Problem('invalid-request'));
  });

  it.each([
    ['timezone="America/New_York"', 'America/New_York', true],
    ['timezone=UTC', 'UTC', true],
    ['timezone="Middle-earth/Shire"', 'Europe/Oslo', false],
    ['timezone="+05:00"', 'Europe/Oslo', false],
    ['respond-async', 'Europe/Oslo', false],
  ])('writes times, at Prefer: %s, in %s', (prefer, timeZone, askedForTimeZone) => {
    expect(readerOf({ method: 'GET', query: {}, headers: { prefer } })).toMatchObject({ timeZone, askedForTimeZone });
  });
});

describe('formatDateTime', () => {
  const at = '2026-07-01T22:30:00.000Z';
  const reader = { askedForTimeZone: false, getsContent: true };

  it.each([
    ['nb', 'Europe/Oslo', '2. juli 2026 kl. 00.30'],
    ['nn', 'Europe/Oslo', '2. juli 2026 kl. 00.30'],
    ['en', 'UTC', '1 July 2026 at 22:30'],
  ] as const)('writes a time in %s and %s as the portal does: %s', (language, timeZone, written) => {
    expect(formatDateTime(at, { ...reader, language, timeZone })).toBe(written);
  });
});
