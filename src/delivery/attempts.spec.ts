import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DialogportenError } from '../dialogporten/dialogporten-error.js';
import { retryDelay } from './attempts.js';

const unlucky = () => 0.999_999;
const lucky = () => 0;
const busy = (retryAfterMs?: number) => new DialogportenError('retry', 'busy', { status: 503, retryAfterMs });

describe('retryDelay', () => {
  it('doubles with every failure, and stays at five seconds in the end', () => {
    const delays = [0, 1, 2, 3, 4, 5, 100, 1e9].map((attempts) => retryDelay(attempts, busy(), unlucky));
    expect(delays.map((delay) => Math.round(delay * 10) / 10)).toEqual([0.5, 1, 2, 4, 5, 5, 5, 5]);
  });

  it('is shortened by chance, by half at the most', () => {
    expect(retryDelay(0, busy(), lucky)).toBe(0.25);
    expect(retryDelay(3, busy(), lucky)).toBe(2);
  });

  it('is at least what Dialogporten asked for, in seconds', () => {
    expect(retryDelay(0, busy(30_000), unlucky)).toBe(30);
    expect(retryDelay(10, busy(1_000), lucky)).toBe(2.5);
  });

  it('is not for ever, for any `Retry-After` of Dialogporten', () => {
    expect(retryDelay(0, busy(86_400_000), lucky)).toBe(300);
  });

  it('grows on to five minutes for a dialog that fails again and again for a reason of its own, at once if it is not ours', () => {
    const failing = new DialogportenError('retry', 'it fails', { obstacle: 'dialog', status: 500 });
    const foreign = new DialogportenError('retry', 'not found', { obstacle: 'dialog', status: 404 });
    expect([4, 9, 10, 100].map((attempts) => Math.round(retryDelay(attempts, failing, unlucky)))).toEqual([
      5, 5, 300, 300,
    ]);
    expect([0, 4, 100].map((attempts) => Math.round(retryDelay(attempts, foreign, unlucky) * 2) / 2)).toEqual([
      0.5, 8, 300,
    ]);
  });

  it('is the same for what is not from Dialogporten', () => {
    expect(retryDelay(0, new Error('connection terminated'), lucky)).toBe(0.25);
  });

  it('always lets a change be made within ten seconds of the end of an outage, unless asked to wait', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0, max: 0.999_999, noNaN: true }), (attempts, chance) => {
        const delay = retryDelay(attempts, busy(), () => chance);
        expect(delay).toBeGreaterThanOrEqual(0.25);
        expect(delay).toBeLessThanOrEqual(5);
      }),
    );
  });
});
