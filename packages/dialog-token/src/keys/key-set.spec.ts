import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createSigningKey } from '../testing/index.js';
import type { Ed25519Key } from '../ed25519.js';
import { KeySet, type KeySetOptions, KeysUnavailableError } from './key-set.js';
import { verificationKeysIn } from '../verification-key.js';

const second = 1000;
const hour = 3600 * second;
const one = createSigningKey('one').jwk;
const two = createSigningKey('two').jwk;

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve!: () => void;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** An issuer that answers when the test says so. */
class Issuer {
  fetches = 0;
  keys: unknown = [one, two];
  away = false;
  private held: Promise<void> | undefined;

  /** Keeps every answer back until told to let go. */
  hold(): () => void {
    const { promise, resolve } = withResolvers();
    this.held = promise;
    return resolve;
  }

  readonly fetchKeys = async (signal: AbortSignal): Promise<unknown> => {
    this.fetches += 1;
    const { keys, away } = this;
    await this.held;
    signal.throwIfAborted();
    if (away) throw new Error('the issuer is away');
    return keys;
  };
}

/** Waits until no fetch is under way: then, and only then, the next one has its timer. The clock is held meanwhile. */
async function untilIdle(): Promise<void> {
  while (jest.getTimerCount() === 0) await new Promise((resolve) => setImmediate(resolve));
}

async function pass(milliseconds: number): Promise<void> {
  jest.advanceTimersByTime(milliseconds);
  await untilIdle();
}

describe('KeySet', () => {
  let issuer: Issuer;
  let keySet: KeySet;

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    Logger.overrideLogger(false);
    issuer = new Issuer();
    keySet = create();
  });

  afterEach(() => {
    keySet.onModuleDestroy();
    jest.useRealTimers();
  });

  function create(options: Partial<KeySetOptions<Ed25519Key>> = {}): KeySet {
    return new KeySet({
      name: 'the issuer',
      fetchKeys: issuer.fetchKeys,
      readKeys: verificationKeysIn,
      refreshSeconds: 3600,
      unknownKidCooldownSeconds: 300,
      now: Date.now,
      random: () => 0,
      ...options,
    });
  }

  const unavailable = new KeysUnavailableError('the issuer');

  it('is ready once the keys have been fetched', async () => {
    expect(keySet.ready).toBe(false);
    expect(keySet.fetchedAt).toBeUndefined();
    await keySet.onModuleInit();
    expect(keySet.ready).toBe(true);
    expect(keySet.fetchedAt).toEqual(new Date());
    expect(keySet.keyOf('one')).toMatchObject({ object: { type: 'public', asymmetricKeyType: 'ed25519' } });
    expect(keySet.keyOf('two')).toBeDefined();
  });

  it('lets the application start while the platform is away, and tries again at growing intervals', async () => {
    issuer.away = true;
    await keySet.onModuleInit();
    expect(keySet.ready).toBe(false);
    expect(() => keySet.keyOf('one')).toThrow(unavailable);
    for (const [index, delay] of [0.5, 1, 2, 4, 8, 16, 30, 30].entries()) {
      await pass(delay * second - 1);
      expect(issuer.fetches).toBe(index + 1);
      await pass(1);
      expect(issuer.fetches).toBe(index + 2);
    }
    issuer.away = false;
    await pass(30 * second);
    expect(keySet.ready).toBe(true);
    expect(keySet.keyOf('one')).toBeDefined();
  });

  it('spreads the retries', async () => {
    keySet = create({ random: () => 0.5 });
    issuer.away = true;
    await keySet.onModuleInit();
    await pass(374);
    expect(issuer.fetches).toBe(1);
    await pass(1);
    expect(issuer.fetches).toBe(2);
  });

  it('refreshes in the background, and keeps the identity of a key that stays', async () => {
    await keySet.onModuleInit();
    const [keyOne, keyTwo] = [keySet.keyOf('one'), keySet.keyOf('two')];
    issuer.keys = [one, { ...createSigningKey('two').jwk }];
    await pass(hour);
    expect(issuer.fetches).toBe(2);
    expect(keySet.keyOf('one')).toBe(keyOne);
    expect(keySet.keyOf('two')).toBeDefined();
    expect(keySet.keyOf('two')).not.toBe(keyTwo);
  });

  it('fetches the keys within a minute of waking up, or of its clock being set, a day later', async () => {
    let sleptMs = 0;
    keySet = create({ now: () => Date.now() + sleptMs });
    await keySet.onModuleInit();
    sleptMs = 25 * hour;
    expect(keySet.ready).toBe(false);
    await pass(60 * second);
    expect(issuer.fetches).toBe(2);
    expect(keySet.ready).toBe(true);
    await pass(hour - second);
    expect(issuer.fetches).toBe(2);
  });

  it('forgets a key that has left the set', async () => {
    await keySet.onModuleInit();
    issuer.keys = [two];
    await pass(hour);
    expect(keySet.keyOf('one')).toBeUndefined();
  });

  it.each([
    ['away', undefined],
    ['publishing nothing of use', []],
    ['naming two keys alike', [one, { ...two, kid: 'one' }]],
  ])('keeps the last good set while the issuer is %s', async (_, keys) => {
    await keySet.onModuleInit();
    issuer.away = keys === undefined;
    issuer.keys = keys;
    await pass(hour);
    expect(keySet.keyOf('one')).toBeDefined();
    await pass(0.5 * second);
    expect(issuer.fetches).toBe(3);
  });

  it('uses the last good set for 24 hours and no longer', async () => {
    await keySet.onModuleInit();
    issuer.away = true;
    jest.setSystemTime(Date.now() + 24 * hour);
    expect(keySet.ready).toBe(true);
    expect(keySet.keyOf('one')).toBeDefined();
    jest.setSystemTime(Date.now() + 1);
    expect(keySet.ready).toBe(false);
    expect(() => keySet.keyOf('one')).toThrow(unavailable);
  });

  it('begins its last refresh an hour before the set is too old', async () => {
    keySet = create({ refreshSeconds: 86_400 });
    await keySet.onModuleInit();
    await pass(23 * hour);
    expect(issuer.fetches).toBe(2);
  });

  it('fetches once per cooldown in a flood of unknown kids, and never makes the request wait', async () => {
    keySet = create({ refreshSeconds: 86_400 });
    await keySet.onModuleInit();
    for (let flood = 0; flood < 1000; flood += 1) expect(keySet.keyOf(`unknown-${flood}`)).toBeUndefined();
    await untilIdle();
    expect(issuer.fetches).toBe(2);
    await pass(300 * second - 1);
    expect(keySet.keyOf('unknown')).toBeUndefined();
    await untilIdle();
    expect(issuer.fetches).toBe(2);
    await pass(1);
    expect(keySet.keyOf('unknown')).toBeUndefined();
    await untilIdle();
    expect(issuer.fetches).toBe(3);
  });

  it('learns of two changes of keys right after one another, and of a third', async () => {
    await keySet.onModuleInit();
    for (const kid of ['three', 'four', 'five']) {
      issuer.keys = [one, createSigningKey(kid).jwk];
      expect(keySet.keyOf(kid)).toBeUndefined();
      await untilIdle();
      expect(keySet.keyOf(kid)).toBeDefined();
    }
  });

  it('takes a set that comes and goes, as through several caches, for no change after the first', async () => {
    keySet = create({ refreshSeconds: 86_400 });
    await keySet.onModuleInit();
    const other = [one, createSigningKey('three').jwk];
    for (let round = 0; round < 10; round += 1) {
      issuer.keys = round % 2 === 0 ? other : [one, two];
      expect(keySet.keyOf('unknown')).toBeUndefined();
      await untilIdle();
    }
    expect(issuer.fetches).toBeLessThanOrEqual(3);
  });

  it('learns a new key by its unknown kid', async () => {
    await keySet.onModuleInit();
    issuer.keys = [one, two, createSigningKey('three').jwk];
    expect(keySet.keyOf('three')).toBeUndefined();
    await untilIdle();
    expect(keySet.keyOf('three')).toBeDefined();
  });

  it('does not let a scheduled refresh count as one for an unknown kid', async () => {
    await keySet.onModuleInit();
    await pass(hour);
    expect(keySet.keyOf('unknown')).toBeUndefined();
    await untilIdle();
    expect(issuer.fetches).toBe(3);
  });

  it('has one fetch under way at a time', async () => {
    await keySet.onModuleInit();
    const release = issuer.hold();
    jest.advanceTimersByTime(hour);
    for (let flood = 0; flood < 100; flood += 1) expect(keySet.keyOf('unknown')).toBeUndefined();
    expect(issuer.fetches).toBe(2);
    release();
    await untilIdle();
    expect(keySet.keyOf('unknown')).toBeUndefined();
    await untilIdle();
    expect(issuer.fetches).toBe(3);
  });

  it('leaves nothing behind when the application stops, also in the middle of a fetch', async () => {
    await keySet.onModuleInit();
    keySet.onModuleDestroy();
    expect(jest.getTimerCount()).toBe(0);

    keySet = create();
    const starting = keySet.onModuleInit();
    keySet.onModuleDestroy();
    await starting;
    expect(jest.getTimerCount()).toBe(0);
    expect(keySet.ready).toBe(false);
  });
});
