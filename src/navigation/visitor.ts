import { inspect } from 'node:util';
import { partyPrefixes } from 'nestjs-dialog-token';
import { pseudonymOf } from '../logging/personal-data.js';

/** How well a visitor has proved who they are: by e-mail (0), at ID-porten's substantial (3) or high (4) level. */
export type Level = 0 | 3 | 4;

const levelOfAcr: Readonly<Record<string, Level>> = {
  'selfregistered-email': 0,
  'idporten-loa-substantial': 3,
  'idporten-loa-high': 4,
};

const acrOfLevel: Readonly<Record<Level, string>> = {
  0: 'selfregistered-email',
  3: 'idporten-loa-substantial',
  4: 'idporten-loa-high',
};

/** Whether that party can prove who they are by e-mail only. */
export function isEmailUser(party: string): boolean {
  return party.startsWith(partyPrefixes.emailUser);
}

/** The level that a login is begun with for a page about that party's dialog; without a dialog it is that of most. */
export function firstLevelFor(party: string | undefined): Level {
  return party !== undefined && isEmailUser(party) ? 0 : 3;
}

/** The `acr_values` with which ID-porten is asked for a level. */
export function acrFor(level: Level): string {
  return acrOfLevel[level];
}

/** The level that an `acr` claim stands for; `undefined` for one that we do not know. */
export function levelOf(acr: unknown): Level | undefined {
  return typeof acr === 'string' && Object.hasOwn(levelOfAcr, acr) ? levelOfAcr[acr] : undefined;
}

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

/** The visitor is not logged in, or not at the level that is needed here. On a page of ours it leads to ID-porten and back. */
export class LoginNeeded extends Error {
  constructor(readonly level: Level) {
    super(`a login at level ${level} is needed`);
    this.name = 'LoginNeeded';
  }
}
