import { beforeEach, describe, expect, it } from '@jest/globals';
import { UnreadableDialogs } from './unreadable-dialogs.js';

describe('the dialogs that this process cannot read', () => {
  let now: number;
  let dialogs: UnreadableDialogs;

  beforeEach(() => {
    now = 1_000_000;
    dialogs = new UnreadableDialogs(() => now);
  });

  /** Looks at a dialog in vain, as soon as it is to be looked at, until so many milliseconds have passed. */
  function lookFor(ms: number): boolean[] {
    const alerts: boolean[] = [];
    for (const end = now + ms; now < end; now += 100) {
      if (!dialogs.resting.includes('one')) alerts.push(dialogs.note('one').isAlert);
    }
    return alerts;
  }

  it('are left to others ever longer, up to a minute', () => {
    const rests: number[] = [];
    for (let times = 0; times < 9; times++) {
      dialogs.note('one');
      const since = now;
      while (dialogs.resting.includes('one')) now += 100;
      rests.push(now - since);
    }
    expect(rests).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  it('are told to an operator once, when that has lasted for two minutes', () => {
    expect(lookFor(110_000)).not.toContain(true);
    expect(dialogs.isOverdue).toBe(false);
    expect(lookFor(300_000).filter(Boolean)).toHaveLength(1);
    expect(dialogs.isOverdue).toBe(true);
  });

  it('are forgotten once one is read, or once another replica has delivered it', () => {
    lookFor(200_000);
    now += 600_000;
    expect(dialogs.isOverdue).toBe(false);
    expect(dialogs.note('one')).toEqual({ forMs: 0, isAlert: false });
    dialogs.forget('one');
    expect(dialogs.resting).toEqual([]);
  });
});
