import { Problem } from '../../../src/http/problem.js';

/** A dialog: its state, and the facts known in that state. Stored as it is. */
export type NewDialog =
  // The party has something to do.
  | { readonly state: 'open' }
  // It has been done.
  | { readonly state: 'confirmed'; readonly confirmedAt: string };

export type NewDialogState = NewDialog['state'];

/** Changes of a dialog. */
export type NewDialogChange = { readonly type: 'confirm' };

type Rule<Type> = (
  current: NewDialog,
  change: Extract<NewDialogChange, { type: Type }>,
  at: Date,
) => NewDialog | undefined;

/** The dialog after each change; undefined where its state does not allow the change. */
const rules: { readonly [Type in NewDialogChange['type']]: Rule<Type> } = {
  confirm: (current, _, at) =>
    current.state === 'open' ? { state: 'confirmed', confirmedAt: at.toISOString() } : undefined,
};

/** @throws {Problem} `conflict` when the state does not allow the change. */
export function applyChange(current: NewDialog, change: NewDialogChange, at: Date): NewDialog {
  const rule = rules[change.type] as Rule<NewDialogChange['type']>;
  const changed = rule(current, change, at);
  if (changed === undefined) throw new Problem('conflict');
  return changed;
}

/** One example of every state. */
export const examples: { readonly [State in NewDialogState]: Extract<NewDialog, { state: State }> } = {
  open: { state: 'open' },
  confirmed: { state: 'confirmed', confirmedAt: '2026-01-15T12:00:00.000Z' },
};

const checks: { readonly [State in NewDialogState]: (stored: Readonly<Record<string, unknown>>) => boolean } = {
  open: () => true,
  confirmed: ({ confirmedAt }) => typeof confirmedAt === 'string',
};

/** Whether what was stored is a state as the code of today knows it. */
export function isNewDialog(stored: unknown): stored is NewDialog {
  const members = Object(stored) as Readonly<Record<string, unknown>>;
  const { state } = members;
  return typeof state === 'string' && Object.hasOwn(checks, state) && checks[state as NewDialogState](members);
}
