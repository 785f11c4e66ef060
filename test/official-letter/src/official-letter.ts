import { Problem } from '../../../src/http/problem.js';
import { isLetter, type Letter } from './letter.js';

/** A letter: its state, and the facts known in that state. Stored as it is. */
export type OfficialLetter =
  // The recipient may read it, and has to confirm before the enclosures open.
  | {
      readonly state: 'unconfirmed';
      readonly letter: Letter;
      readonly remindedAt?: string;
    }
  // The recipient has it.
  | { readonly state: 'confirmed'; readonly letter: Letter; readonly confirmedAt: string }
  // The sender has taken it back, and its words are gone.
  | { readonly state: 'withdrawn'; readonly withdrawnAt: string };

export type OfficialLetterState = OfficialLetter['state'];

/** Changes of a letter: by the recipient, by a timer, and by the sender. */
export type OfficialLetterChange =
  { readonly type: 'confirm' } | { readonly type: 'remind' } | { readonly type: 'withdraw' };

type Rule = (current: OfficialLetter, at: string) => OfficialLetter | undefined;

/** The letter after each change; undefined where its state does not allow the change. */
const rules: { readonly [Type in OfficialLetterChange['type']]: Rule } = {
  confirm: (current, confirmedAt) =>
    current.state === 'unconfirmed' ? { state: 'confirmed', letter: current.letter, confirmedAt } : undefined,
  remind: (current, remindedAt) =>
    current.state === 'unconfirmed' && current.remindedAt === undefined ? { ...current, remindedAt } : undefined,
  withdraw: (current, withdrawnAt) =>
    current.state === 'unconfirmed' ? { state: 'withdrawn', withdrawnAt } : undefined,
};

/** @throws {Problem} `conflict` when the state does not allow the change. */
export function applyChange(current: OfficialLetter, { type }: OfficialLetterChange, at: Date): OfficialLetter {
  const changed = rules[type](current, at.toISOString());
  if (changed === undefined) throw new Problem('conflict');
  return changed;
}

const at = '2026-01-15T12:00:00.000Z';
const letter: Letter = {
  subject: 'Vedtak om båtplass',
  body: 'Du får båtplass 12.\n\nPlassen er din fra 1. mai.',
  enclosures: [{ name: 'Kart.pdf', mediaType: 'application/pdf', document: 'kart-12' }],
};

/** One example of every state. */
export const examples: { readonly [State in OfficialLetterState]: Extract<OfficialLetter, { state: State }> } = {
  unconfirmed: { state: 'unconfirmed', letter },
  confirmed: { state: 'confirmed', letter, confirmedAt: at },
  withdrawn: { state: 'withdrawn', withdrawnAt: at },
};

const isTime = (stored: unknown) => typeof stored === 'string';

const checks: { readonly [State in OfficialLetterState]: (stored: Readonly<Record<string, unknown>>) => boolean } = {
  unconfirmed: ({ letter: stored, remindedAt }) => isLetter(stored) && (remindedAt === undefined || isTime(remindedAt)),
  confirmed: ({ letter: stored, confirmedAt }) => isLetter(stored) && isTime(confirmedAt),
  withdrawn: ({ withdrawnAt }) => isTime(withdrawnAt),
};

/** Whether what was stored is a state as the code of today knows it. */
export function isOfficialLetter(stored: unknown): stored is OfficialLetter {
  const members = Object(stored) as Readonly<Record<string, unknown>>;
  const { state } = members;
  return typeof state === 'string' && Object.hasOwn(checks, state) && checks[state as OfficialLetterState](members);
}
