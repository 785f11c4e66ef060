import { expect } from '@jest/globals';
import { samplePolicy as policy } from '../../../emulator/sample/policy.js';
import type { DurableStage, Press } from './durable-stage.js';
import { restaurant } from './parties.js';
import { until } from '../../support/until.js';

const byServiceOwner = 'the service owner';

type State = 'awaiting-confirmation' | 'draft' | 'awaiting-signature' | 'awaiting-decision' | 'decided' | 'withdrawn';

const statusIn: Readonly<Record<State, string>> = {
  'awaiting-confirmation': 'RequiresAttention',
  draft: 'Draft',
  'awaiting-signature': 'RequiresAttention',
  'awaiting-decision': 'Awaiting',
  decided: 'Completed',
  withdrawn: 'NotApplicable',
};

/** Each change, with its states before and after, and its entry in Dialogporten's log. */
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

/** An end user with a role for the restaurant. */
export class Person {
  readonly consumer: string;
  readonly level: number;
  readonly grants: ReadonlySet<string>;

  constructor(readonly id: string) {
    const { consumer, level, roles } = policy.personas.find((persona) => persona.id === id)!;
    const held = new Set(roles.filter(({ party }) => party === restaurant).map(({ role }) => role));
    const rules = policy.rules.filter(({ role, serviceResource }) => {
      return held.has(role) && serviceResource === 'urn:altinn:resource:serving-licence';
    });
    this.consumer = consumer;
    this.level = level;
    this.grants = new Set(
      rules.map(({ action, resource }) => (resource === undefined ? action : `${action},${resource}`)),
    );
  }

  may(action: Press): boolean {
    return this.grants.has(needed[action]) && (action !== 'sign' || this.level === 4);
  }

  toString(): string {
    return this.id;
  }
}

/** The model: the state that a dialog must have, and the answers that its callers must get. */
class Model {
  state: State = 'awaiting-confirmation';
  /** Activities, each with its actor. */
  readonly log: string[] = [`DialogCreated by ${byServiceOwner}`];
  readonly transmissions: string[] = [];
  readonly readers = new Set<string>();

  /** Status of the first such request: any 2xx counts as 200. */
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

/** Statuses of an accepted change. */
const yes = new Set([202, 204]);

function isTheSame(found: unknown, expected: unknown): void {
  expect(found).toEqual(expected);
}

/** One dialog on its walk, in the world and in the model. */
export class Walk {
  private readonly model = new Model();
  private readonly presses: MadePress[] = [];

  private constructor(
    private readonly stage: DurableStage,
    private readonly id: string,
  ) {}

  /** Opens the dialog. */
  static async begin(stage: DurableStage): Promise<Walk> {
    return new Walk(stage, await stage.parties.openDialog());
  }

  /** Presses a button, several times at once if so asked. */
  async press(action: Press, person: Person, times = 1, token = this.tokenOf(person)): Promise<void> {
    const answers = Array.from({ length: times }, () => this.stage.press(action, this.id, token));
    const expected = person.may(action) ? this.model.answer(action) : 403;
    const accepted = expected === 200;
    if (accepted) this.model.change(action, person.consumer);
    const isRepeat = expected === 409 && this.hasPressed(action, person);
    for (const { status } of await Promise.all(answers)) {
      // As the first press while that one is on its way, which only Dialogporten's faults decide.
      if (!(isRepeat && yes.has(status))) this.isAnswered(status, expected);
    }
    this.presses.push({ action, person, token, accepted });
  }

  private hasPressed(action: Press, { consumer }: Person): boolean {
    return this.presses.some((each) => each.accepted && each.action === action && each.person.consumer === consumer);
  }

  /** Presses what was pressed before again, with the same token. */
  async repeat(which: number): Promise<void> {
    const position = which % Math.max(this.presses.length, 1);
    const earlier = this.presses[position];
    if (earlier === undefined) return;
    const { action, person, token, accepted } = earlier;
    if (accepted) {
      const { status } = await this.stage.press(action, this.id, token);
      isTheSame(yes.has(status), true);
    } else {
      // A refused press has changed nothing, so it is pressed anew.
      this.presses.splice(position, 1);
      await this.press(action, person, 1, token);
    }
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
    else if (next !== undefined) await this.press(next, new Person('daglig-leder'));
  }

  /** Reads the application that was sent, if it was. */
  async read(person: Person): Promise<void> {
    const [application] = await this.stage.sql<{ id: string }>(
      "SELECT id FROM dialog_history WHERE dialog_id = $1 AND entry ->> 'transmission' = 'application'",
      [this.id],
    );
    if (application === undefined) return;
    const expected = this.model.state === 'withdrawn' ? 410 : 200;
    const { status } = await this.stage.fetchEmbed(this.id, application.id, this.tokenOf(person));
    isTheSame(status, expected);
    if (expected === 410) return;
    this.model.readers.add(person.consumer);
    const noted = 'SELECT 1 FROM transmission_openings WHERE transmission_id = $1 AND actor_id = $2';
    await until(async () => (await this.stage.sql(noted, [application.id, person.consumer])).length > 0);
  }

  /** Another system changes a part of the dialog in Dialogporten that is not ours. */
  async meddle(): Promise<void> {
    const tags = [{ op: 'replace', path: '/searchTags', value: [{ value: 'meddled' }] }];
    await this.stage.colleague.call('PATCH', `/dialogs/${this.id}`, tags).catch(() => undefined);
  }

  /** Compares the world with the model, once the weather has cleared and nothing waits any more. */
  async end(): Promise<void> {
    this.stage.emulator.faults.clear();
    await this.stage.soonQuiet();
    const { state, version } = this.model;
    const here = await this.stage.here(this.id);
    isTheSame([here.state, here.version, here.deliveredVersion], [state, version, version]);
    this.isThere();
    const opened = this.stage.there(this.id).activities.filter(({ type }) => type === 'TransmissionOpened');
    const readers = opened.map(({ performedBy }) => performedBy.actorId);
    isTheSame(readers.toSorted(), [...this.model.readers].toSorted());
    isTheSame(await this.stage.metric('dialog_changes_dead_letters'), 0);
  }

  /** A 202 and a 204 both say yes; a 204 says, in addition, that Dialogporten has it now. */
  private isAnswered(status: number, expected: number): void {
    isTheSame(yes.has(status) ? 200 : status, expected);
    if (status === 204) this.isThere();
  }

  /** Dialogporten shows the dialog as the model has it. */
  private isThere(): void {
    const { status, activities, transmissions, deletedAt } = this.stage.there(this.id);
    const log = activities
      .filter(({ type }) => type !== 'TransmissionOpened')
      .map(({ type, performedBy }) => `${type} by ${performedBy.actorId ?? byServiceOwner}`);
    const { model } = this;
    isTheSame(
      { status, log, transmissions: transmissions.map(({ type }) => type), isDeleted: deletedAt !== undefined },
      {
        status: statusIn[model.state],
        log: model.log,
        transmissions: model.transmissions,
        isDeleted: model.state === 'withdrawn',
      },
    );
  }

  private tokenOf({ consumer, level, grants }: Person): string {
    return this.stage.token(this.id, { c: consumer, l: level, a: [...grants].join(';') });
  }
}
