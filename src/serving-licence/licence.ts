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
  /** What the applicant has added in its own words. */
  readonly statements: readonly string[];
}

interface Submitted extends Draft {
  readonly submittedAt: string;
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

/** What can be done to an application. */
export type LicenceChange = EndUserChange | DecideChange;

/** What an end user can do to an application, with a dialog token. */
export type EndUserChange =
  | { readonly type: 'confirm' }
  | { readonly type: 'submit' }
  | { readonly type: 'sign' }
  | { readonly type: 'state'; readonly statement: string }
  | { readonly type: 'delete' };

/** What the service owner does to an application. */
export interface DecideChange {
  readonly type: 'decide';
  readonly granted: boolean;
  readonly reason?: string;
}

/** How long a decided application must be kept, in days, before its dialog may be deleted. */
export const gracePeriodDays = 30;

const dayMs = 86_400_000;

/** Whether the dialog of this application has been deleted. */
export function isDeleted(licence: Licence): boolean {
  return licence.state === 'withdrawn' || (licence.state === 'decided' && licence.deletedAt !== undefined);
}

/**
 * The application after a change.
 *
 * @throws {Problem} `gone` when the dialog has been deleted, `conflict` when the state does not allow the change,
 * `minimum-persistence-lifetime-not-satisfied` when it is too early to delete.
 */
export function applyChange(licence: Licence, change: LicenceChange, at: Date): Licence {
  if (isDeleted(licence)) throw new Problem('gone');
  const now = at.toISOString();
  switch (change.type) {
    case 'confirm':
      if (licence.state !== 'awaiting-confirmation') break;
      return { state: 'draft', statements: [] };
    case 'state':
      if (licence.state !== 'draft') break;
      return { ...licence, statements: [...licence.statements, change.statement] };
    case 'submit':
      if (licence.state !== 'draft') break;
      return { ...licence, state: 'awaiting-signature', submittedAt: now };
    case 'sign':
      if (licence.state !== 'awaiting-signature') break;
      return { ...licence, state: 'awaiting-decision', signedAt: now };
    case 'decide': {
      if (licence.state !== 'awaiting-decision') break;
      const { granted, reason } = change;
      return { ...licence, state: 'decided', decidedAt: now, granted, ...(reason !== undefined && { reason }) };
    }
    case 'delete':
      if (licence.state !== 'decided') return { state: 'withdrawn', withdrawnAt: now };
      refuseEarlyDeletion(licence, at);
      return { ...licence, deletedAt: now };
  }
  throw new Problem('conflict');
}

function refuseEarlyDeletion({ decidedAt }: Decided, at: Date): void {
  const deletionAllowedAt = new Date(Date.parse(decidedAt) + gracePeriodDays * dayMs);
  if (at >= deletionAllowedAt) return;
  throw new Problem('minimum-persistence-lifetime-not-satisfied', {
    members: { gracePeriodDays, archivedAt: decidedAt, deletionAllowedAt: deletionAllowedAt.toISOString() },
  });
}
