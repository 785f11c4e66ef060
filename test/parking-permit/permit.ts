import { Problem } from '../../src/http/problem.js';

/** A second kind of dialog, written against the seam as a team would: an application for a parking permit. */
export type Permit =
  | { readonly state: 'applied' }
  | { readonly state: 'info-requested'; readonly question: string }
  | { readonly state: 'granted'; readonly answers: readonly string[] }
  | { readonly state: 'rejected' }
  | { readonly state: 'withdrawn' };

export type PermitChange =
  | { readonly type: 'ask'; readonly question: string }
  | { readonly type: 'answer'; readonly answer: string }
  | { readonly type: 'withdraw' }
  | { readonly type: 'decide'; readonly granted: boolean };

type Apply<Type extends PermitChange['type']> = (
  permit: Permit,
  change: Extract<PermitChange, { type: Type }>,
) => Permit | undefined;

/** What each change makes of a permit; undefined where the state does not allow it. */
const rules: { readonly [Type in PermitChange['type']]: Apply<Type> } = {
  ask: ({ state }, { question }) => (state === 'applied' ? { state: 'info-requested', question } : undefined),
  answer: ({ state }, { answer }) => (state === 'info-requested' ? { state: 'granted', answers: [answer] } : undefined),
  withdraw: ({ state }) => (state === 'applied' || state === 'info-requested' ? { state: 'withdrawn' } : undefined),
  decide: ({ state }, { granted }) => {
    if (state !== 'applied') return undefined;
    return granted ? { state: 'granted', answers: [] } : { state: 'rejected' };
  },
};

export function applyToPermit(permit: Permit, change: PermitChange): Permit {
  const rule = rules[change.type] as Apply<PermitChange['type']>;
  const next = rule(permit, change);
  if (next === undefined) throw new Problem('conflict');
  return next;
}
