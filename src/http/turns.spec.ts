import { describe, expect, it } from '@jest/globals';
import { Turns } from './turns.js';

const turnsOf = (ofCaller: number, waitMs?: number) =>
  new Turns({ ofCaller, altogether: 100, ...(waitMs && { waitMs }) });

describe('a caller', () => {
  it('has as many turns as there are, and waits for the next one', async () => {
    const turns = turnsOf(2);
    const order: string[] = [];
    expect([turns.take('a'), turns.take('a')]).toEqual([undefined, undefined]);
    const waiting = ['third', 'fourth'].map(async (name) => {
      await turns.take('a');
      order.push(name);
    });
    turns.end('a');
    await waiting[0];
    expect(order).toEqual(['third']);
    turns.end('a');
    await waiting[1];
    expect(order).toEqual(['third', 'fourth']);
  });

  it('does not wait for other callers', () => {
    const turns = turnsOf(1);
    expect([turns.take('a'), turns.take('b')]).toEqual([undefined, undefined]);
  });

  it('is not kept in mind once all turns have ended', () => {
    const turns = turnsOf(1);
    void turns.take('a');
    turns.end('a');
    expect(turns.take('a')).toBeUndefined();
  });

  it('is told when a thousand are waiting already', () => {
    const turns = turnsOf(1);
    void turns.take('a');
    for (let waiting = 0; waiting < 1_000; waiting += 1) {
      const turn = turns.take('a');
      expect(turn).toBeInstanceOf(Promise);
      // It does not come any more.
      void (turn as Promise<void>).catch(() => undefined);
    }
    expect(turns.take('a')).toBe(false);
  });

  it('does not wait for longer than a time, and gives its place to the next one', async () => {
    const turns = turnsOf(1, 20);
    void turns.take('a');
    await expect(turns.take('a')).rejects.toMatchObject({ kind: 'unavailable' });
    const next = turns.take('a');
    turns.end('a');
    await next;
    turns.end('a');
    expect(turns.take('a')).toBeUndefined();
  });
});

describe('all callers together', () => {
  it('have as many turns as there are; those who wait for one of their own have none', async () => {
    const turns = new Turns({ ofCaller: 1, altogether: 2 });
    void turns.take('a');
    const waiting = turns.take('a');
    expect(turns.areTaken).toBe(false);
    void turns.take('b');
    expect(turns.areTaken).toBe(true);
    turns.end('a');
    await waiting;
    expect(turns.areTaken).toBe(true);
    turns.end('a');
    expect(turns.areTaken).toBe(false);
  });
});
