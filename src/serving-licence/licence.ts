import { Problem } from '../http/problem.js';

/**
 * The sample: a party's application to renew its licence to serve alcohol, as a state machine. Everything here is pure;
 * what a change means in the database and in Dialogporten is said elsewhere, once, for all of them.
 */
export type Licence =
  | { readonly state: 'awaiting-confirmation' }
  | ({ readonly state: 'draft' } & Draft)
  | ({ readonly state: 'awaiting-signature' } & Submitted)
  | ({ readonly state: 'awaiting-decision' } & Signed)
  | ({ readonly state: 'decided' } & Decided)
  | { readonly state: 'withdrawn'; readonly withdrawnAt: string };

export type LicenceState = Licence['state'];

interface Draft {
  /** Statements of the applicant in its own words. */
  readonly statements: readonly string[];
}

interface Submitted extends Draft {
  readonly submittedAt: string;
  /** It is a transmission of its own, with its file. One that was submitted before there were such is a file of the dialog. */
  readonly isSent?: true;
}

interface Signed extends Submitted {
  readonly signedAt: string;
}

interface Decided extends Signed {
  readonly decidedAt: string;
  readonly granted: boolean;
  readonly reason?: string;
  /** When the dialog was deleted; the decision itself stands. */
  readonly deletedAt?: string;
}

/** Changes of an application. */
export type LicenceChange = EndUserChange | DecideChange;

/** Changes by an end user, with a dialog token. */
export type EndUserChange =
  | { readonly type: 'confirm' }
  | { readonly type: 'submit' }
  | { readonly type: 'sign' }
  | { readonly type: 'add-statement'; readonly statement: string }
  | { readonly type: 'withdraw' }
  | { readonly type: 'delete' };

/** The change by the service owner. */
export interface DecideChange {
  readonly type: 'decide';
  readonly granted: boolean;
  readonly reason?: string;
}

/** How long a decided application must be kept, in days, before its dialog may be deleted. */
export const gracePeriodDays = 30;

/** How many statements an application may have. */
export const mostStatements = 10;

const dayMs = 86_400_000;

/** When the dialog of a decided application may be deleted. */
export function deletionAllowedAt({ decidedAt }: Decided): Date {
  return new Date(Date.parse(decidedAt) + gracePeriodDays * dayMs);
}

/** Whether the dialog of this application has been deleted. */
export function isDeleted(licence: Licence): boolean {
  return licence.state === 'withdrawn' || (licence.state === 'decided' && licence.deletedAt !== undefined);
}

type Rule<Type> = (licence: Licence, change: Extract<LicenceChange, { type: Type }>, at: Date) => Licence | undefined;

/** The application after each change; undefined where its state does not allow the change. */
const rules: { readonly [Type in LicenceChange['type']]: Rule<Type> } = {
  confirm: (licence) => (licence.state === 'awaiting-confirmation' ? { state: 'draft', statements: [] } : undefined),
  'add-statement': (licence, { statement }) =>
    licence.state === 'draft' && licence.statements.length < mostStatements
      ? { ...licence, statements: [...licence.statements, statement] }
      : undefined,
  submit: (licence, _, at) =>
    licence.state === 'draft'
      ? { ...licence, state: 'awaiting-signature', submittedAt: at.toISOString(), isSent: true }
      : undefined,
  sign: (licence, _, at) =>
    licence.state === 'awaiting-signature'
      ? { ...licence, state: 'awaiting-decision', signedAt: at.toISOString() }
      : undefined,
  decide: (licence, { granted, reason }, at) =>
    licence.state === 'awaiting-decision'
      ? {
          ...licence,
          state: 'decided',
          decidedAt: at.toISOString(),
          granted,
          ...(reason !== undefined && { reason }),
        }
      : undefined,
  withdraw: (licence, _, at) =>
    licence.state === 'decided' ? undefined : { state: 'withdrawn', withdrawnAt: at.toISOString() },
  delete: (licence, _, at) => {
    if (licence.state !== 'decided') return { state: 'withdrawn', withdrawnAt: at.toISOString() };
    refuseEarlyDeletion(licence, at);
    return { ...licence, deletedAt: at.toISOString() };
  },
};

/**
 * The application after a change.
 *
 * @throws {Problem} `gone` when the dialog has been deleted, `conflict` when the state does not allow the change,
 * `minimum-persistence-lifetime-not-satisfied` when it is too early to delete.
 */
export function applyChange(licence: Licence, change: LicenceChange, at: Date): Licence {
  if (isDeleted(licence)) throw new Problem('gone');
  const rule = rules[change.type] as Rule<LicenceChange['type']>;
  const changed = rule(licence, change, at);
  if (changed === undefined) throw new Problem('conflict');
  return changed;
}

function refuseEarlyDeletion(licence: Decided, at: Date): void {
  const allowedAt = deletionAllowedAt(licence);
  if (at >= allowedAt) return;
  throw new Problem('minimum-persistence-lifetime-not-satisfied', {
    members: { gracePeriodDays, archivedAt: licence.decidedAt, deletionAllowedAt: allowedAt.toISOString() },
  });
}
