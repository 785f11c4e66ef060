import { describe, expect, it } from '@jest/globals';
import { applyChange, examples, isOfficialLetter } from './official-letter.js';

const at = new Date('2026-01-15T12:00:00Z');
const { unconfirmed, confirmed, withdrawn } = examples;

describe('a change', () => {
  it('confirms a letter once', () => {
    expect(applyChange(unconfirmed, { type: 'confirm' }, at)).toEqual(confirmed);
    expect(() => applyChange(confirmed, { type: 'confirm' }, at)).toThrow('conflict');
  });

  it('reminds of a letter that is not confirmed, once', () => {
    const reminded = applyChange(unconfirmed, { type: 'remind' }, at);
    expect(reminded).toEqual({ ...unconfirmed, remindedAt: at.toISOString() });
    expect(applyChange(reminded, { type: 'confirm' }, at)).toEqual(confirmed);
    expect(() => applyChange(reminded, { type: 'remind' }, at)).toThrow('conflict');
    expect(() => applyChange(confirmed, { type: 'remind' }, at)).toThrow('conflict');
  });

  it('withdraws a letter that is not confirmed, and keeps nothing of its words', () => {
    expect(applyChange(unconfirmed, { type: 'withdraw' }, at)).toEqual(withdrawn);
    expect(() => applyChange(confirmed, { type: 'withdraw' }, at)).toThrow('conflict');
  });
});

describe('a stored state', () => {
  it.each(Object.values(examples))('is known again: $state', (example) => {
    expect(isOfficialLetter(JSON.parse(JSON.stringify(example)))).toBe(true);
  });

  it.each([
    null,
    'unconfirmed',
    {},
    { state: 'lost' },
    { state: 'unconfirmed', letter: { subject: 'A', body: 'B', enclosures: [{}] } },
    { state: 'unconfirmed', letter: confirmed.letter, remindedAt: 7 },
    { state: 'confirmed', letter: confirmed.letter },
    { state: 'withdrawn' },
  ])('is not %j', (stored) => {
    expect(isOfficialLetter(stored)).toBe(false);
  });
});
