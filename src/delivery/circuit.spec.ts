import { beforeEach, describe, expect, it } from '@jest/globals';
import { Circuit } from './circuit.js';

describe('the circuit', () => {
  let time: number;
  let chance: number;
  let circuit: Circuit;

  beforeEach(() => {
    time = 1_000_000;
    chance = 0.5;
    circuit = new Circuit(options());
  });

  const options = () => ({
    threshold: 3,
    mostCalls: 5,
    firstDelayMs: 100,
    longestDelayMs: 400,
    now: () => time,
    random: () => chance,
  });

  function failTimes(count: number): void {
    for (let failure = 0; failure < count; failure++) circuit.failed('away');
  }

  /** Makes the probe that is due, which fails. */
  function failProbe(retryAfterMs?: number): void {
    expect(circuit.isProbeDue).toBe(true);
    circuit.startProbe();
    circuit.failed('away', retryAfterMs);
  }

  /** How long it is until the next probe is due, in milliseconds; it waits that long. */
  function untilProbe(): number {
    const since = time;
    while (!circuit.isProbeDue) time++;
    return time - since;
  }

  it('is closed at first, and then lets no probe through, since every call may go', () => {
    expect(circuit.isOpen).toBe(false);
    expect(circuit.isProbeDue).toBe(false);
  });

  it('opens after so many failures in a row, and not before', () => {
    failTimes(2);
    expect(circuit.isOpen).toBe(false);
    circuit.failed('away');
    expect(circuit.isOpen).toBe(true);
  });

  it('starts to count anew after a success', () => {
    failTimes(2);
    circuit.succeeded();
    failTimes(2);
    expect(circuit.isOpen).toBe(false);
  });

  it('lets one probe through after the first delay, and no other while that one is on its way', () => {
    failTimes(3);
    expect(circuit.isProbeDue).toBe(false);
    expect(untilProbe()).toBe(75);
    circuit.startProbe();
    time += 100_000;
    expect(circuit.isProbeDue).toBe(false);
  });

  it('is closed by a probe that succeeds', () => {
    failTimes(3);
    untilProbe();
    circuit.startProbe();
    circuit.succeeded();
    expect([circuit.isOpen, circuit.isProbeDue]).toEqual([false, false]);
  });

  it('doubles the delay with each probe that fails, up to the longest', () => {
    failTimes(3);
    const delays = [untilProbe()];
    for (let probe = 0; probe < 4; probe++) {
      failProbe();
      delays.push(untilProbe());
    }
    expect(delays).toEqual([75, 150, 300, 300, 300]);
  });

  it('begins with the first delay again once it has been closed', () => {
    failTimes(3);
    untilProbe();
    failProbe();
    untilProbe();
    circuit.startProbe();
    circuit.succeeded();
    failTimes(3);
    expect(untilProbe()).toBe(75);
  });

  it.each([
    [0, 50],
    [0.5, 75],
    [0.999, 100],
  ])('waits between half the delay and all of it, by chance (%p: %p ms)', (given, delay) => {
    chance = given;
    failTimes(3);
    expect(untilProbe()).toBe(delay);
  });

  it('lets the next probe through at once, when one was not made after all', () => {
    failTimes(3);
    untilProbe();
    circuit.startProbe();
    circuit.abandonProbe();
    expect(circuit.isProbeDue).toBe(true);
  });

  it('is not kept open longer by calls that were on their way when it opened', () => {
    failTimes(3);
    time += 50;
    failTimes(10);
    expect(untilProbe()).toBe(25);
  });

  it('is closed by a call that was on its way and succeeds', () => {
    failTimes(3);
    circuit.succeeded();
    expect(circuit.isOpen).toBe(false);
  });

  it('opens at once when it is asked to wait, for as long as it was asked to', () => {
    circuit.failed('away', 5_000);
    expect(circuit.isOpen).toBe(true);
    expect(untilProbe()).toBe(5_000);
    failProbe(2_000);
    expect(untilProbe()).toBe(2_000);
  });

  it('does not wait less than it would have, when it is asked to wait a moment only', () => {
    circuit.failed('away', 1);
    expect(untilProbe()).toBe(75);
  });

  it('does not wait for ever, for any `Retry-After`', () => {
    circuit.failed('away', 86_400_000);
    expect(untilProbe()).toBe(300_000);
  });

  it('waits as the last of several failures that came together asks', () => {
    failTimes(3);
    circuit.failed('away', 5_000);
    expect(untilProbe()).toBeGreaterThanOrEqual(5_000);
  });

  it('says why it is open, also when the reason becomes another one', () => {
    const reasons: (string | undefined)[] = [];
    circuit = new Circuit({ ...options(), onChange: (reason) => void reasons.push(reason) });
    failTimes(4);
    circuit.failed('refused');
    circuit.succeeded();
    circuit.succeeded();
    expect(reasons).toEqual(['away', 'refused', undefined]);
  });

  it('allows all calls at first, two when it has just been closed, and one more with every success', () => {
    expect(circuit.callsAllowed).toBe(5);
    failTimes(3);
    expect(circuit.callsAllowed).toBe(0);
    untilProbe();
    expect(circuit.callsAllowed).toBe(1);
    const allowed = Array.from({ length: 6 }, () => {
      circuit.succeeded();
      return circuit.callsAllowed;
    });
    expect(allowed).toEqual([2, 3, 4, 5, 5, 5]);
  });

  it('is not opened by calls that fail for a reason of their own, and allows as many as before', () => {
    failTimes(2);
    for (let failure = 0; failure < 20; failure++) circuit.answered();
    failTimes(2);
    expect([circuit.isOpen, circuit.callsAllowed]).toEqual([false, 5]);
  });

  it('is closed by a probe that fails for a reason of its own: the system answers', () => {
    failTimes(3);
    untilProbe();
    circuit.startProbe();
    circuit.answered();
    expect([circuit.isOpen, circuit.callsAllowed]).toEqual([false, 2]);
  });

  it('lets first attempts of changes through four times a second, once it has been open for a while, and keeps none waiting for long', () => {
    failTimes(3);
    const inMs = () => circuit.takeFirstAttempt();
    time += 2_999;
    expect(inMs()).toBeUndefined();
    time += 1;
    expect([inMs(), inMs(), inMs(), inMs()]).toEqual([0, 250, 500, undefined]);
    time += 249;
    expect(inMs()).toBeUndefined();
    time += 1;
    expect(inMs()).toBe(500);
  });

  it('lets none through before the time that the system named', () => {
    circuit.failed('away', 5_000);
    time += 4_999;
    expect(circuit.takeFirstAttempt()).toBeUndefined();
    time += 1;
    expect(circuit.takeFirstAttempt()).toBe(0);
  });

  it('tells when a call succeeded last', () => {
    expect(circuit.lastSuccessAt).toBe(-Infinity);
    circuit.succeeded();
    time += 10;
    circuit.failed('away');
    expect(circuit.lastSuccessAt).toBe(time - 10);
  });
});
