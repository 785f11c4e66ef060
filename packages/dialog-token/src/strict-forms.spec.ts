import { describe, expect, it } from '@jest/globals';
import { isStorableText } from './strict-forms.js';

describe('text that can be stored', () => {
  it.each(['', 'a', 'å', '𝄞', '\n', '\u200b', '\ufffd', '\uffff', '\u0001'])('is %j', (text) => {
    expect(isStorableText(text)).toBe(true);
  });

  it.each(['\0', 'a\0b', '\ud834', '\udd1e', '\udd1e\ud834', 'a\ud834b', 1, null, undefined, ['a']])(
    'is not %j',
    (value) => {
      expect(isStorableText(value)).toBe(false);
    },
  );

  it('is not longer than it may be', () => {
    expect(isStorableText('aa', 2)).toBe(true);
    expect(isStorableText('aaa', 2)).toBe(false);
  });
});
