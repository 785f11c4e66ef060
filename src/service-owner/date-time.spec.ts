import { describe, expect, it } from '@jest/globals';
import { parseDateTime } from './date-time.js';

describe('parseDateTime', () => {
  it.each([
    '2028-02-29T10:00:00Z',
    '2027-06-30T23:59:59.123+02:00',
    '2027-01-01T00:00:00-11:30',
    '9999-12-31T23:59:59.999Z',
    '9999-12-31T23:59:59+14:00',
  ])('reads %s', (text) => {
    expect(parseDateTime(text)).toEqual(new Date(text));
  });

  it.each([
    '2027-02-29T10:00:00Z',
    '2027-06-31T10:00:00Z',
    '2027-13-01T10:00:00Z',
    '2027-00-10T10:00:00Z',
    '2027-06-00T10:00:00Z',
    '2027-06-30T24:00:00Z',
    '9999-12-31T23:59:59-12:00',
    '0000-01-01T00:00:00Z',
    '2027-06-30T10:00:00',
    '2027-06-30',
    '2027-06-30 10:00:00Z',
    'tomorrow',
    '',
    1_800_000_000_000,
    null,
  ])('refuses %p', (value) => {
    expect(parseDateTime(value)).toBeUndefined();
  });
});
