import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Fault } from '../emulator/emulator.js';
import { policy } from '../emulator/policy.js';
import { type DurableStage, onStage, pathOf, type Press } from './support/durable-stage.js';
import { restaurant } from './support/parties.js';
import { until } from './support/until.js';

const seed = 20_260_115;
const serviceOwnerApi = '/dialogporten/api/v1/serviceowner';
const byServiceOwner = 'the service owner';

type State = 'awaiting-confirmation' | 'draft' | 'awaiting-signature' | 'awaiting-decision' | 'decided' | 'withdrawn';

const statusIn: Readonly<Record<State, string>> = {
  'awaiting-confirmation': 'RequiresAttention',
  draft: 'InProgress',
  'awaiting-signature': 'RequiresAttention',
  'awaiting-decision': 'Awaiting',
  decided: 'Completed',
  withdrawn: 'NotApplicable',
};

/** What leads from where to where, and what Dialogporten then has in its log. */
const changes = {
  confirm: { from: 'awaiting-confirmation', to: 'draft', activity: 'Information' },
  submit: { from: 'draft', to: 'awaiting-signature', activity: 'FormSubmitted' },
  sign: { from: 'awaiting-signature', to: 'awaiting-decision', activity: 'SignatureProvided' },
  decide: { from: 'awaiting-decision', to: 'decided', activity: 'DialogClosed' },
} as const;

const needed: Readonly<Record<Press, string>> = {
  confirm: 'confirm',
  submit: 'write',
  sign: 'sign,urn:altinn:task:signing',
  delete: 'delete',
};

/** Somebody with a role for the restaurant. */
class Person {
  readonly consumer: string;
  readonly level: number;
  readonly grants: readonly string[];

  constructor(readonly id: string) {
    const { consumer, level, roles } = policy.personas.find((persona) => persona.id === id)!;
    const held = roles.filter(({ party }) => party === restaurant).map(({ role }) => role);
    const rules = policy.rules.filter(({ role, serviceResource }) => {
      return held.includes(role) && serviceResource === 'urn:altinn:resource:serving-licence';
    });
    this.consumer = consumer;
    this.level = level;
    this.grants = rules.map(({ action, resource }) => (resource === undefined ? action : `${action},${resource}`));
  }

  may(action: Press): boolean {
    return this.grants.includes(needed[action]) && (action !== 'sign' || this.level === 4);
  }

  toString(): string {
    return this.id;
  }
}

const people = ['daglig-leder', 'lavt-niva', 'medarbeider', 'regnskapsforer', 'systembruker'].map(
  (id) => new Person(id),
);
const [leader] = people as [Person];

/** The model: what must have become of a dialog, and what whoever changes it must be told. */
class Model {
  state: State = 'awaiting-confirmation';
  /** What happened, by whom. */
  readonly log: string[] = [`DialogCreated by ${byServiceOwner}`];
  readonly transmissions: string[] = [];
  readonly readers = new Set<string>();

  /** What the first such request is answered: any 2xx is told as 200. */
  answer(action: Press | 'decide'): number {
    if (this.state === 'withdrawn') return 410;
    if (action === 'delete') return this.state === 'decided' ? 422 : 200;
    return changes[action].from === this.state ? 200 : 409;
  }

  change(action: Press | 'decide', actor: string): void {
    this.state = action === 'delete' ? 'withdrawn' : changes[action].to;
    this.log.push(`${action === 'delete' ? 'DialogDeleted' : changes[action].activity} by ${actor}`);
    if (action === 'submit') this.transmissions.push('Submission');
    if (action === 'decide') this.transmissions.push('Decision');
  }

  get forward(): Press | 'decide' | undefined {
    const next = Object.entries(changes).find(([, { from }]) => from === this.state);
    return next?.[0] as Press | 'decide' | undefined;
  }

  get version(): number {
    return this.log.length + this.readers.size;
  }
}

interface MadePress {
  readonly action: Press;
  readonly person: Person;
  readonly token: string;
  readonly accepted: boolean;
}

/** One dialog on its walk, in the world and in the model. */
class Walk {
  private readonly model = new Model();
  private readonly presses: MadePress[] = [];

  private constructor(
    private readonly stage: DurableStage,
    private readonly id: string,
  ) {}

  static async begin(stage: DurableStage, weather: Step): Promise<Walk> {
    await weather.take(new Walk(stage, ''));
    return new Walk(stage, await stage.parties.openDialog());
  }

  /** Presses a button, twice at the same time if so asked. */
  async press(action: Press, person: Person, times = 1): Promise<void> {
    const token = this.tokenOf(person);
    const answers = Array.from({ length: times }, () => this.stage.press(action, this.id, token));
    const expected = person.may(action) ? this.model.answer(action) : 403;
    const accepted = expected === 200;
    if (accepted) this.model.change(action, person.consumer);
    for (const { status } of await Promise.all(answers)) this.isAnswered(status, expected);
    this.presses.push({ action, person, token, accepted });
  }

  /** Presses what was pressed before again, with the same token. */
  async repeat(which: number): Promise<void> {
    const earlier = this.presses[which % Math.max(this.presses.length, 1)];
    if (earlier === undefined) return;
    const { action, person, token, accepted } = earlier;
    // What was refused has changed nothing, so it is asked for anew.
    if (!accepted) return this.pressAgain(earlier, which % this.presses.length);
    const { status } = await this.stage.press(action, this.id, token);
    expect(`${person} repeats ${action}: ${Math.floor(status / 100)}xx`).toBe(`${person} repeats ${action}: 2xx`);
  }

  async decide(granted: boolean): Promise<void> {
    const expected = this.model.answer('decide');
    if (expected === 200) this.model.change('decide', byServiceOwner);
    this.isAnswered((await this.stage.decide(this.id, { granted })).status, expected);
  }

  /** Does what comes next, if anything does. */
  async goOn(): Promise<void> {
    const next = this.model.forward;
    if (next === 'decide') await this.decide(true);
    else if (next !== undefined) await this.press(next, leader);
  }

  /** Reads the receipt, if there is one. */
  async read(person: Person): Promise<void> {
    const [receipt] = await this.stage.sql<{ id: string }>(
      "SELECT id FROM dialog_history WHERE dialog_id = $1 AND entry ->> 'document' = 'receipt'",
      [this.id],
    );
    if (receipt === undefined) return;
    const expected = this.model.state === 'withdrawn' ? 410 : 200;
    const { status } = await this.stage.fetchEmbed(this.id, receipt.id, this.tokenOf(person));
    expect(status).toBe(expected);
    if (expected === 410) return;
    this.model.readers.add(person.consumer);
    const noted = 'SELECT 1 FROM transmission_openings WHERE transmission_id = $1 AND actor_id = $2';
    await until(async () => (await this.stage.sql(noted, [receipt.id, person.consumer])).length > 0);
  }

  fault(fault: Fault): void {
    this.stage.strike(fault);
  }

  loseAnswer(method: string, status?: number): void {
    const match = `${method} ${this.id === '' ? `${serviceOwnerApi}/dialogs` : pathOf(this.id)}`;
    this.stage.strike({ match, after: 'commit', times: 1, ...(status !== undefined && { status }) });
  }

  /** Somebody else makes a change in Dialogporten, of something that we do not care about. */
  async meddle(): Promise<void> {
    const tags = [{ op: 'replace', path: '/searchTags', value: [{ value: 'meddled' }] }];
    await this.stage.colleague.call('PATCH', `/dialogs/${this.id}`, tags).catch(() => undefined);
  }

  restart(): Promise<void> {
    return this.stage.restart();
  }

  /** Compares the world with the model, once the weather has cleared and nothing waits any more. */
  async end(): Promise<void> {
    this.stage.emulator.faults.clear();
    await this.stage.soonQuiet();
    const { state, version } = this.model;
    expect(await this.stage.here(this.id)).toMatchObject({ state, version, publishedVersion: version });
    this.isThere();
    const opened = this.stage.there(this.id).activities.filter(({ type }) => type === 'TransmissionOpened');
    const readers = opened.map(({ performedBy }) => performedBy.actorId);
    expect(readers.toSorted()).toEqual([...this.model.readers].toSorted());
    expect(await this.stage.metric('dialog_changes_dead_letters')).toBe(0);
  }

  private async pressAgain({ action, person, token }: MadePress, position: number): Promise<void> {
    const expected = person.may(action) ? this.model.answer(action) : 403;
    if (expected === 200) {
      this.model.change(action, person.consumer);
      this.presses[position] = { action, person, token, accepted: true };
    }
    this.isAnswered((await this.stage.press(action, this.id, token)).status, expected);
  }

  /** A 202 and a 204 both say yes; a 204 says, in addition, that Dialogporten has it now. */
  private isAnswered(status: number, expected: number): void {
    expect(status === 202 || status === 204 ? 200 : status).toBe(expected);
    if (status === 204) this.isThere();
  }

  /** Dialogporten shows the dialog as the model has it. */
  private isThere(): void {
    const { status, activities, transmissions, deletedAt } = this.stage.there(this.id);
    const log = activities
      .filter(({ type }) => type !== 'TransmissionOpened')
      .map(({ type, performedBy }) => `${type} by ${performedBy.actorId ?? byServiceOwner}`);
    expect({
      status,
      log,
      transmissions: transmissions.map(({ type }) => type),
      isDeleted: deletedAt !== undefined,
    }).toEqual({
      status: statusIn[this.model.state],
      log: this.model.log,
      transmissions: this.model.transmissions,
      isDeleted: this.model.state === 'withdrawn',
    });
  }

  private tokenOf({ consumer, level, grants }: Person): string {
    return this.stage.token(this.id, { c: consumer, l: level, a: grants.join(';') });
  }
}

/** One step of a walk; what it says of itself is printed when a walk fails. */
class Step {
  constructor(
    private readonly name: string,
    readonly take: (walk: Walk) => void | Promise<void>,
  ) {}

  toString(): string {
    return this.name;
  }
}

const person = fc.constantFrom(...people);
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

const weather = fc.oneof(
  few.map((times) => new Step(`503 ×${times}`, (walk) => walk.fault({ match: serviceOwnerApi, status: 503, times }))),
  few.map((times) => new Step(`away ×${times}`, (walk) => walk.fault({ match: serviceOwnerApi, absent: true, times }))),
  fc.constant(new Step('slow', (walk) => walk.fault({ match: serviceOwnerApi, latencyMs: 300, times: 1 }))),
  fc
    .tuple(fc.constantFrom('PUT', 'PUT', 'DELETE', 'POST'), fc.constantFrom(undefined, 503))
    .map(([method, status]) => new Step(`${method} unheard: ${status}`, (walk) => walk.loseAnswer(method, status))),
);

const step = fc.oneof(
  { weight: 9, arbitrary: presses },
  { weight: 4, arbitrary: weather },
  { weight: 2, arbitrary: fc.constant(new Step('meddle', (walk) => walk.meddle())) },
  { weight: 1, arbitrary: fc.constant(new Step('restart', (walk) => walk.restart())) },
);

const fairWeather = fc.constant(new Step('fair', () => {}));

describe('a walk at random', () => {
  it(
    'through presses, faults and restarts leaves the caller, us and Dialogporten of one mind',
    onStage(
      async (stage) => {
        const walks = fc.tuple(fc.oneof(fairWeather, weather), fc.array(step, { minLength: 4, maxLength: 12 }));
        await fc.assert(
          fc.asyncProperty(walks, async ([outset, steps]) => {
            const walk = await Walk.begin(stage, outset);
            try {
              for (const each of steps) await each.take(walk);
            } finally {
              stage.emulator.faults.clear();
            }
            await walk.end();
          }),
          { seed, numRuns: 15, interruptAfterTimeLimit: 40_000 },
        );
      },
      { WRITE_ACTION_TIMEOUT_MS: '200' },
    ),
    90_000,
  );
});
