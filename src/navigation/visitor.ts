import { inspect } from 'node:util';
import { pseudonymOf } from '../http/caller-pseudonym.js';
import { isEmailUser, type Level } from './level.js';

/** A person who has come to one of our pages, and is logged in. Logged by mistake it shows no number. */
export class Visitor {
  readonly #urn: string;

  constructor(
    urn: string,
    /** How well they proved who they are. */
    readonly level: Level,
    /** The level that ID-porten was asked for: to ask for it again would lead nowhere. */
    readonly askedFor: Level,
  ) {
    this.#urn = urn;
  }

  /** The person, as a party is named in Dialogporten: not for logs. */
  get urn(): string {
    return this.#urn;
  }

  /** The visitor's name for logs: the same as for a dialog token of theirs. */
  get name(): string {
    return `${isEmailUser(this.#urn) ? 'email-user' : 'person'} ${pseudonymOf(this.#urn)}`;
  }

  [inspect.custom](): string {
    return `Visitor ${inspect({ level: this.level })}`;
  }
}
