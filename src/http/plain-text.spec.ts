import { describe, expect, it } from '@jest/globals';
import { isPlainText } from './plain-text.js';

describe('text that can be read', () => {
  it.each(['a', ' a ', 'Ærlig talt', 'first\nsecond\tthird', '👩‍👩‍👧', '𝄞', 'كتاب', 'č', 'a\u200d', '1', '?', '…', '（）'])(
    'is %j',
    (text) => {
      expect(isPlainText(text)).toBe(true);
    },
  );

  it.each([
    '',
    ' ',
    '\n\t',
    '\u00a0',
    '\u200b',
    '\u200b\u200c\u200d\u2060',
    '\ufeff',
    '\u00ad',
    '\u202e\u2066',
    '\u3164',
    '\u115f\u1160',
    '\u2800',
    '\ufe0f',
    '\u{e0041}\u{e0042}',
    '\u0301',
    '\ue000',
    '\u{10ffff}',
    'a\0',
    'a\u0007',
    '\ud800',
    'a\udc00',
    1,
    null,
  ])('is not %j', (text) => {
    expect(isPlainText(text)).toBe(false);
  });
});
