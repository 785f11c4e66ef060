import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { until } from '../../test/support/until.js';
import { Periodic } from './periodic.js';

describe('Periodic', () => {
  let periodic: Periodic | undefined;
  beforeAll(() => Logger.overrideLogger(false));
  afterEach(() => periodic?.stop());

  function every(everyMs: number, work: () => Promise<unknown>): void {
    periodic = new Periodic({ name: 'counting', everyMs, work });
    periodic.start();
  }

  it('does its work at once, and again', async () => {
    let rounds = 0;
    every(1, async () => void rounds++);
    expect(rounds).toBe(1);
    await until(() => rounds > 3);
  });

  it('goes on after a round that failed', async () => {
    let rounds = 0;
    every(1, async () => {
      rounds++;
      throw new Error('no luck');
    });
    await until(() => rounds > 3);
  });

  it('never begins a round before the one before has ended', async () => {
    const ends: (() => void)[] = [];
    every(0, () => new Promise<void>((end) => ends.push(end)));
    for (let round = 1; round <= 3; round++) {
      await until(() => ends.length === round);
      await new Promise((turn) => setTimeout(turn, 5));
      expect(ends).toHaveLength(round);
      ends[round - 1]!();
    }
  });

  it('begins no round once it is stopped, and waits for the one that is under way', async () => {
    const ends: (() => void)[] = [];
    every(0, () => new Promise<void>((end) => ends.push(end)));
    let isStopped = false;
    const stopping = periodic!.stop().then(() => (isStopped = true));
    await new Promise((turn) => setTimeout(turn, 5));
    expect(isStopped).toBe(false);
    ends[0]!();
    await stopping;
    await new Promise((turn) => setTimeout(turn, 5));
    expect(ends).toHaveLength(1);
  });
});
