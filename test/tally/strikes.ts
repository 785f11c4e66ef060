import { until } from '../support/until.js';
import { Keepers } from './keepers.js';
import type { TallyStage } from './tally-stage.js';

/** Numbers that look random, and are the same every time (a linear congruential generator). */
function* seeded(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

/**
 * Lets keepers come, and strikes again and again, each time after a random number of answers; then waits until
 * everything has arrived that was accepted.
 */
export async function strikeDuring(
  stage: TallyStage,
  { rounds, strike }: { rounds: number; strike: () => Promise<void> },
): Promise<Keepers> {
  // Makes room between the commit and the end of the call for a strike to fall into.
  stage.emulator.faults.set([{ match: '/dialogporten/api/v1/serviceowner', latencyMs: 5 }]);
  const keepers = new Keepers(stage, [stage.services[0]!.url]);
  const random = seeded(20_261_122);
  const coming = keepers.come(4);
  for (let round = 0; round < rounds; round++) {
    const target = keepers.answers + 1 + Math.floor(random.next().value * 12);
    await until(() => keepers.answers >= target);
    await strike();
  }
  keepers.stop();
  await coming;
  await keepers.untilAllArrived();
  return keepers;
}
