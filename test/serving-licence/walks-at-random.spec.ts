import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import type { Fault } from '../../emulator/emulator.js';
import { type DurableStage, onStage, type Press } from './support/durable-stage.js';
import { serviceOwnerApi } from '../support/delivery-stage.js';
import { Person, Walk } from './support/walk.js';

const seed = 20_260_115;

/** One step of a walk; its name is printed when a walk fails. */
class Step {
  constructor(
    private readonly name: string,
    readonly take: (walk: Walk, stage: DurableStage) => void | Promise<void>,
  ) {}

  toString(): string {
    return this.name;
  }
}

const people = ['daglig-leder', 'lavt-niva', 'medarbeider', 'regnskapsforer', 'systembruker'];
const person = fc.constantFrom(...people).map((id) => new Person(id));
const button = fc.constantFrom<Press>('confirm', 'submit', 'sign', 'delete');
const few = fc.integer({ min: 1, max: 4 });

const presses = fc.oneof(
  { weight: 6, arbitrary: fc.constant(new Step('go on', (walk) => walk.goOn())) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(button, person, fc.constantFrom(1, 1, 2))
      .map(([action, by, times]) => new Step(`${by}: ${action} ×${times}`, (walk) => walk.press(action, by, times))),
  },
  {
    weight: 2,
    arbitrary: fc.nat({ max: 11 }).map((which) => new Step(`repeat ${which}`, (walk) => walk.repeat(which))),
  },
  { weight: 1, arbitrary: fc.boolean().map((said) => new Step(`decide ${said}`, (walk) => walk.decide(said))) },
  { weight: 2, arbitrary: person.map((by) => new Step(`${by}: read`, (walk) => walk.read(by))) },
);

const anyCall = fc.constantFrom('POST', 'PUT', 'PUT', 'DELETE').map((method) => `${method} ${serviceOwnerApi}/dialogs`);

const fault = fc.oneof(
  few.map((times): Fault => ({ match: serviceOwnerApi, status: 503, times })),
  few.map((times): Fault => ({ match: serviceOwnerApi, absent: true, times })),
  fc.constant<Fault>({ match: serviceOwnerApi, latencyMs: 300, times: 1 }),
  anyCall.map((match): Fault => ({ match, after: 'commit', times: 1 })),
  anyCall.map((match): Fault => ({ match, after: 'commit', times: 1, status: 503 })),
);

const step = fc.oneof(
  { weight: 9, arbitrary: presses },
  { weight: 4, arbitrary: fault.map((given) => new Step(JSON.stringify(given), (_, stage) => stage.strike(given))) },
  { weight: 2, arbitrary: fc.constant(new Step('meddle', (walk) => walk.meddle())) },
  { weight: 1, arbitrary: fc.constant(new Step('restart', (_, stage) => stage.restart())) },
);

describe('a walk at random', () => {
  it(
    'through presses, faults and restarts leaves the caller, us and Dialogporten of one mind',
    onStage(
      async (stage) => {
        const walks = fc.tuple(fc.array(fault, { maxLength: 1 }), fc.array(step, { minLength: 4, maxLength: 12 }));
        const walked = fc.asyncProperty(walks, async ([faults, steps]) => {
          stage.emulator.faults.set(faults);
          const walk = await Walk.begin(stage);
          for (const each of steps) await each.take(walk, stage);
          await walk.end();
        });
        await fc.assert(walked, { seed, numRuns: 15, interruptAfterTimeLimit: 40_000 });
      },
      { WRITE_ACTION_TIMEOUT_MS: '200' },
    ),
  );
});
