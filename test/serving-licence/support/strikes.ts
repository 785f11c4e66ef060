import type { Emulator } from '../../../emulator/emulator.js';
import { Applicants } from './applicants.js';
import { until } from '../../support/until.js';

/** Numbers that look random, and are the same every time (a linear congruential generator). */
function* seeded(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

/**
 * Lets applicants come, and strikes again and again, each time after a random number of answers; then waits until
 * everything has arrived that was accepted.
 */
export async function strikeDuring(
  emulator: Emulator,
  url: string,
  { rounds, strike }: { rounds: number; strike: () => Promise<void> },
): Promise<Applicants> {
  // Makes room between the commit and the end of the call for a strike to fall into.
  emulator.faults.set([{ match: '/dialogporten/api/v1/serviceowner', latencyMs: 5 }]);
  const applicants = new Applicants(emulator, [url]);
  const random = seeded(20_261_122);
  const coming = applicants.come(4);
  for (let round = 0; round < rounds; round++) {
    const target = applicants.answers + 1 + Math.floor(random.next().value * 12);
    await until(() => applicants.answers >= target);
    await strike();
  }
  applicants.stop();
  await coming;
  await applicants.untilAllArrived();
  return applicants;
}
