import { describe, expect, it } from '@jest/globals';
import { Arrivals } from './arrivals.js';

describe('bodies that come in', () => {
  it('give way, the oldest first, when one caller has too many', () => {
    const arrivals = new Arrivals();
    const gaveWay: number[] = [];
    for (let body = 0; body < 66; body += 1) arrivals.begin('a', () => gaveWay.push(body), 65_536);
    arrivals.begin('b', () => gaveWay.push(-1), 65_536);
    expect(gaveWay).toEqual([0, 1]);
  });

  it('give way to fewer when those may be larger', () => {
    const arrivals = new Arrivals();
    const gaveWay: number[] = [];
    for (let body = 0; body < 6; body += 1) arrivals.begin('a', () => gaveWay.push(body), 1_048_576);
    expect(gaveWay).toEqual([0, 1]);
  });

  it('give way to none once they are in', () => {
    const arrivals = new Arrivals();
    const gaveWay: number[] = [];
    for (let body = 0; body < 1_000; body += 1) {
      const end = arrivals.begin('a', () => gaveWay.push(body), 65_536);
      end();
      end();
    }
    expect(gaveWay).toEqual([]);
  });
});

describe('bodies that wait', () => {
  it('take so much memory for each caller, and no more', () => {
    const arrivals = new Arrivals();
    const ends = Array.from({ length: 64 }, () => arrivals.wait('a', 65_536));
    expect(ends.every((end) => end !== undefined)).toBe(true);
    expect(arrivals.wait('a', 1)).toBeUndefined();
    expect(arrivals.wait('b', 65_536)).toBeDefined();
    ends[0]!();
    expect(arrivals.wait('a', 65_536)).toBeDefined();
    expect(arrivals.wait('a', 1)).toBeUndefined();
  });

  it('leave nothing behind', () => {
    const arrivals = new Arrivals();
    for (let round = 0; round < 100; round += 1) arrivals.wait('a', 1_000_000)!();
    expect(arrivals.wait('a', 4_000_000)).toBeDefined();
  });
});
