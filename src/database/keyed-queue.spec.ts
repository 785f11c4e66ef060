import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { KeyedQueue } from './keyed-queue.js';

/** Work that ends when it is told to. */
function work() {
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    started,
    end: (name: string) => ends.get(name)!(),
    named: (name: string) => () => {
      started.push(name);
      return new Promise<string>((end) => ends.set(name, () => end(name)));
    },
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

afterEach(() => {
  jest.useRealTimers();
});

describe('KeyedQueue', () => {
  it('lets those of the same key go one after the other, in their order', async () => {
    const turns = new KeyedQueue(5);
    const { started, end, named } = work();
    const taken = ['a', 'b', 'c'].map((name) => turns.take('key', named(name)));
    for (const [index, name] of ['a', 'b', 'c'].entries()) {
      await turn();
      expect(started).toHaveLength(index + 1);
      end(name);
      expect(await taken[index]).toBe(name);
    }
  });

  it('lets those of other keys go meanwhile, up to its limit', async () => {
    const turns = new KeyedQueue(2);
    const { started, end, named } = work();
    const taken = ['a', 'b', 'c'].map((name) => turns.take(name, named(name)));
    await turn();
    expect(started).toEqual(['a', 'b']);
    end('b');
    await taken[1];
    await turn();
    expect(started).toEqual(['a', 'b', 'c']);
    end('a');
    end('c');
    expect(await Promise.all(taken)).toEqual(['a', 'b', 'c']);
  });

  it('goes on after one that failed', async () => {
    const turns = new KeyedQueue(1);
    const failed = turns.take('key', () => Promise.reject(new Error('no luck')));
    const next = turns.take('key', () => Promise.resolve('next'));
    await expect(failed).rejects.toThrow('no luck');
    expect(await next).toBe('next');
  });

  it.each([
    ['the same key', 'key'],
    ['other keys', 'other'],
  ])('tells a late caller, for those of %s, to come again, and never does its work', async (_whose, key) => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    const turns = new KeyedQueue(1);
    const { started, end, named } = work();
    const first = turns.take('key', named('first'));
    const late = turns.take(key, named('late')).catch((error: unknown) => error);
    await jest.advanceTimersByTimeAsync(6_000);
    expect(await late).toMatchObject({ kind: 'unavailable', headers: { 'Retry-After': '1' } });

    const next = turns.take(key, named('next'));
    end('first');
    await first;
    await turn();
    end('next');
    expect(await next).toBe('next');
    expect(started).toEqual(['first', 'next']);
  });
});
