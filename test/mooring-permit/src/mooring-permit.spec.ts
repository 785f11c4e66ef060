import { describe, expect, it } from '@jest/globals';
import {
  applyChange,
  examples,
  isMooringPermit,
  type MooringPermit,
  type MooringPermitChange,
} from './mooring-permit.js';

const at = new Date('2026-01-15T12:00:00Z');
const afterDeadline = new Date('2026-01-29T12:00:00Z');

const { isRefused: _, ...unpaid } = examples['awaiting-payment'];
const refuse = { type: 'refuse-payment' } as const;

describe('a change', () => {
  it.each<[MooringPermitChange, MooringPermit, MooringPermit]>([
    [{ type: 'pay' }, unpaid, examples.paying],
    [
      { type: 'pay-with', agreement: 'agreement-2' },
      examples['awaiting-payment'],
      { ...examples.paying, agreement: 'agreement-2' },
    ],
    [{ type: 'paid', receipt: 'receipt-1' }, examples.paying, examples['awaiting-decision']],
    [refuse, examples.paying, examples['awaiting-payment']],
    [{ type: 'lapse' }, unpaid, examples.lapsed],
  ])('leads on: %j', (change, before, after) => {
    expect(applyChange(before, change, at)).toEqual(after);
  });

  it.each<[string, MooringPermitChange, MooringPermit, Date]>([
    ['pays after the deadline', { type: 'pay' }, unpaid, afterDeadline],
    ['lapses while the provider is asked', { type: 'lapse' }, examples.paying, afterDeadline],
    ['lapses once it is paid', { type: 'lapse' }, examples['awaiting-decision'], afterDeadline],
    ['decides what is not paid', { type: 'decide', decision: { grounds: 'Fullt' } }, examples.paying, at],
  ])('is refused that %s', (_name, change, before, when) => {
    expect(() => applyChange(before, change, when)).toThrow(expect.objectContaining({ kind: 'conflict' }));
  });

  it('pays by no agreement that was refused', () => {
    const refusal = expect.objectContaining({ kind: 'payment-refused', status: 402 });
    const { agreement } = unpaid;
    expect(() => applyChange(examples['awaiting-payment'], { type: 'pay' }, at)).toThrow(refusal);
    expect(() => applyChange(examples['awaiting-payment'], { type: 'pay-with', agreement }, at)).toThrow(refusal);
  });

  it('lapses an application whose payment is refused after the deadline', () => {
    expect(applyChange(examples.paying, refuse, afterDeadline)).toEqual(examples.lapsed);
  });

  it('takes the document away that a correction has made wrong, and takes none of before it', () => {
    const { decision, document, ...rest } = examples.decided;
    const corrected = applyChange(examples.decided, { type: 'correct', decision: { grounds: 'Fullt' } }, at);
    expect(corrected).toEqual({ ...rest, decision: { grounds: 'Fullt' }, decidedAt: at.toISOString() });
    const late = { type: 'archive', decision, document: document! } as const;
    expect(() => applyChange(corrected, late, at)).toThrow(expect.objectContaining({ kind: 'conflict' }));
  });
});

describe('a stored state', () => {
  it.each(Object.values(examples))('is known again: $state', (example) => {
    expect(isMooringPermit(JSON.parse(JSON.stringify(example)))).toBe(true);
  });

  it.each([null, 'paying', {}, { ...examples.lapsed, state: 'lost' }, { ...examples.lapsed, state: 'paying' }])(
    'is not %j',
    (stored) => {
      expect(isMooringPermit(stored)).toBe(false);
    },
  );
});
