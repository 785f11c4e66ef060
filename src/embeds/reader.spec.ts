import { describe, expect, it, jest } from '@jest/globals';
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
    ['timezone="aMeRICA/new_YORK"', 'aMeRICA/new_YORK', true],
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

  it('makes a few formatters, however many spellings and zones are asked for', () => {
    const made = jest.spyOn(Intl, 'DateTimeFormat');
    for (let spelling = 0; spelling < 12_000; spelling += 1) {
      const timeZone = [...'america/argentina/buenos_aires']
        .map((letter, index) => ((spelling >> (index % 15)) & 1 ? letter.toUpperCase() : letter))
        .join('');
      const { askedForTimeZone } = readerOf({
        method: 'GET',
        query: {},
        headers: { prefer: `timezone="${timeZone}"` },
      });
      expect([askedForTimeZone, formatDateTime(at, { ...reader, language: 'en', timeZone })]).toEqual([
        true,
        '1 July 2026 at 19:30',
      ]);
    }
    expect(made.mock.calls.length).toBeLessThanOrEqual(3);
    for (const timeZone of Intl.supportedValuesOf('timeZone'))
      formatDateTime(at, { ...reader, language: 'en', timeZone });
    made.mockClear();
    formatDateTime(at, { ...reader, language: 'en', timeZone: 'America/Argentina/Buenos_Aires' });
    // Those of the first zone have been forgotten in the meantime: there are only so many.
    expect(made).toHaveBeenCalledTimes(2);
    made.mockRestore();
  });
});
