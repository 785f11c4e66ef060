import type { Licence, LicenceChange, LicenceState } from './licence.js';

const at = '2026-01-15T12:00:00.000Z';
const draft = { statements: ['We would like to serve outdoors, too'] };
const submitted = { ...draft, submittedAt: at, isSent: true } as const;
const signed = { ...submitted, signedAt: at };

/** One example of every state. */
export const licenceExamples: { readonly [State in LicenceState]: Extract<Licence, { state: State }> } = {
  'awaiting-confirmation': { state: 'awaiting-confirmation' },
  draft: { state: 'draft', ...draft },
  'awaiting-signature': { state: 'awaiting-signature', ...submitted },
  'awaiting-decision': { state: 'awaiting-decision', ...signed },
  decided: { state: 'decided', ...signed, decidedAt: at, granted: true, reason: 'Everything is in order' },
  withdrawn: { state: 'withdrawn', withdrawnAt: at },
};

/** One example of every change. */
export const licenceChangeExamples: readonly LicenceChange[] = [
  { type: 'confirm' },
  { type: 'add-statement', statement: 'We would like to serve outdoors, too' },
  { type: 'submit' },
  { type: 'sign' },
  { type: 'decide', granted: true },
  { type: 'withdraw' },
  { type: 'delete' },
];

type Check = (member: unknown) => boolean;

const isTime: Check = (member) => typeof member === 'string' && !Number.isNaN(Date.parse(member));
const isText: Check = (member) => typeof member === 'string';
const isTextList: Check = (member) => Array.isArray(member) && member.every(isText);
const optional =
  (check: Check): Check =>
  (member) =>
    member === undefined || check(member);

/** Checks of the members of every state; a member of the type that is not named here does not compile. */
type Checks<State> = { readonly [Member in Exclude<keyof State, 'state'>]-?: Check };

const draftChecks = { statements: isTextList };
const submittedChecks = { ...draftChecks, submittedAt: isTime, isSent: optional((member) => member === true) };
const signedChecks = { ...submittedChecks, signedAt: isTime };

const checks: { readonly [State in LicenceState]: Checks<Extract<Licence, { state: State }>> } = {
  'awaiting-confirmation': {},
  draft: draftChecks,
  'awaiting-signature': submittedChecks,
  'awaiting-decision': signedChecks,
  decided: {
    ...signedChecks,
    decidedAt: isTime,
    granted: (member) => typeof member === 'boolean',
    reason: optional(isText),
    deletedAt: optional(isTime),
  },
  withdrawn: { withdrawnAt: isTime },
};

/** Whether what was stored is an application as the code of today knows it. */
export function isLicence(stored: unknown): stored is Licence {
  if (typeof stored !== 'object' || stored === null) return false;
  const members = stored as Readonly<Record<string, unknown>>;
  const { state } = members;
  if (typeof state !== 'string' || !Object.hasOwn(checks, state)) return false;
  return Object.entries<Check>(checks[state as LicenceState]).every(([name, check]) => check(members[name]));
}
