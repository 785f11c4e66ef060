import { describe, expect, it } from '@jest/globals';
import { applyChange, examples, isNewDialog } from './new-dialog.js';

const at = new Date('2026-01-15T12:00:00Z');

describe('a change', () => {
  it('confirms what is open', () => {
    expect(applyChange(examples.open, { type: 'confirm' }, at)).toEqual(examples.confirmed);
  });

  it('is refused where the state does not allow it', () => {
    expect(() => applyChange(examples.confirmed, { type: 'confirm' }, at)).toThrow(
      expect.objectContaining({ kind: 'conflict' }),
    );
  });
});

describe('a stored state', () => {
  it.each(Object.values(examples))('is known again: $state', (example) => {
    expect(isNewDialog(JSON.parse(JSON.stringify(example)))).toBe(true);
  });

  it.each([null, 'open', {}, { state: 'lost' }, { state: 'confirmed' }])('is not %j', (stored) => {
    expect(isNewDialog(stored)).toBe(false);
  });
});
