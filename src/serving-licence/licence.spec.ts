import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Problem } from '../http/problem.js';
import { guiActionsOf } from './dialogs/gui-actions.js';
import { licenceExamples } from './licence-state.js';
import {
  applyChange,
  type LicenceChange,
  gracePeriodDays,
  isDeleted,
  type Licence,
  type LicenceState,
} from './licence.js';

const openedLicence = licenceExamples['awaiting-confirmation'];

const day = 86_400_000;
const start = new Date('2026-01-15T12:00:00.000Z');
const later = (days: number) => new Date(start.getTime() + days * day);

/** The table of the sample, written down a second time: which change leads where, and what else is refused with. */
const table: Readonly<Record<LicenceChange['type'], Partial<Record<LicenceState, LicenceState>>>> = {
  confirm: { 'awaiting-confirmation': 'draft' },
  'add-statement': { draft: 'draft' },
  submit: { draft: 'awaiting-signature' },
  sign: { 'awaiting-signature': 'awaiting-decision' },
  decide: { 'awaiting-decision': 'decided' },
  withdraw: {
    'awaiting-confirmation': 'withdrawn',
    draft: 'withdrawn',
    'awaiting-signature': 'withdrawn',
    'awaiting-decision': 'withdrawn',
  },
  delete: {
    'awaiting-confirmation': 'withdrawn',
    draft: 'withdrawn',
    'awaiting-signature': 'withdrawn',
    'awaiting-decision': 'withdrawn',
    decided: 'decided',
  },
};

const change: fc.Arbitrary<LicenceChange> = fc.oneof(
  fc.constantFrom<LicenceChange>(
    { type: 'confirm' },
    { type: 'submit' },
    { type: 'sign' },
    { type: 'withdraw' },
    { type: 'delete' },
  ),
  fc.string().map((statement): LicenceChange => ({ type: 'add-statement', statement })),
  fc.boolean().map((granted): LicenceChange => ({ type: 'decide', granted })),
);

function attempt(licence: Licence, wanted: LicenceChange, at: Date): Licence | Problem {
  try {
    return applyChange(licence, wanted, at);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

function after(...changes: readonly LicenceChange['type'][]): Licence {
  return changes.reduce<Licence>(
    (licence, type) => applyChange(licence, { type, granted: true, statement: 'x' } as LicenceChange, start),
    openedLicence,
  );
}

describe('applyChange', () => {
  it('never leaves its table, for any changes in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(change, fc.nat(40)), { maxLength: 30 }), (steps) => {
        let licence: Licence = openedLicence;
        let at = start;
        for (const [wanted, days] of steps) {
          at = new Date(at.getTime() + days * day);
          const before = structuredClone(licence);
          const outcome = attempt(licence, wanted, at);
          const target = isDeleted(licence) ? undefined : table[wanted.type][licence.state];
          expect(licence).toEqual(before);
          if (outcome instanceof Problem) {
            const tooEarly = licence.state === 'decided' && wanted.type === 'delete' && !isDeleted(licence);
            const tooMany =
              wanted.type === 'add-statement' && licence.state === 'draft' && licence.statements.length >= 10;
            expect(target === undefined || tooEarly || tooMany).toBe(true);
          } else {
            expect(outcome.state).toBe(target);
            licence = outcome;
          }
        }
      }),
    );
  });

  it('goes from opening to decision in four changes, and keeps what was said and when', () => {
    const draft = applyChange(after('confirm'), { type: 'add-statement', statement: 'We close at midnight.' }, start);
    const submitted = applyChange(draft, { type: 'submit' }, later(1));
    const signed = applyChange(submitted, { type: 'sign' }, later(2));
    expect(applyChange(signed, { type: 'decide', granted: false, reason: 'Too late.' }, later(3))).toEqual({
      state: 'decided',
      statements: ['We close at midnight.'],
      submittedAt: later(1).toISOString(),
      isSent: true,
      signedAt: later(2).toISOString(),
      decidedAt: later(3).toISOString(),
      granted: false,
      reason: 'Too late.',
    });
  });

  it('takes ten statements, and refuses the next as a conflict', () => {
    const draft = after('confirm', ...Array<'add-statement'>(10).fill('add-statement'));
    expect(draft).toMatchObject({ state: 'draft', statements: Array(10).fill('x') });
    expect(attempt(draft, { type: 'add-statement', statement: 'x' }, start)).toMatchObject({
      kind: 'conflict',
      status: 409,
    });
  });

  it('refuses what the state does not allow as a conflict', () => {
    expect(attempt(openedLicence, { type: 'sign' }, start)).toMatchObject({ kind: 'conflict', status: 409 });
  });

  it('refuses to withdraw what is decided as a conflict', () => {
    const decided = after('confirm', 'submit', 'sign', 'decide');
    expect(attempt(decided, { type: 'withdraw' }, later(31))).toMatchObject({ kind: 'conflict', status: 409 });
  });

  it('refuses every change of a withdrawn application as gone', () => {
    const withdrawn = after('confirm', 'delete');
    for (const type of ['confirm', 'submit', 'sign', 'delete'] as const) {
      expect(attempt(withdrawn, { type }, start)).toMatchObject({ kind: 'gone', status: 410 });
    }
  });

  it(`refuses to delete a decided application for ${gracePeriodDays} days, and says from when it may be deleted`, () => {
    const decided = after('confirm', 'submit', 'sign', 'decide');
    expect(attempt(decided, { type: 'delete' }, new Date(later(30).getTime() - 1))).toMatchObject({
      kind: 'minimum-persistence-lifetime-not-satisfied',
      status: 422,
      members: {
        gracePeriodDays: 30,
        archivedAt: start.toISOString(),
        deletionAllowedAt: later(30).toISOString(),
      },
    });
  });

  it('deletes a decided application after that, and the decision stands', () => {
    const deleted = applyChange(after('confirm', 'submit', 'sign', 'decide'), { type: 'delete' }, later(30));
    expect(deleted).toMatchObject({ state: 'decided', granted: true, deletedAt: later(30).toISOString() });
    expect(isDeleted(deleted)).toBe(true);
  });
});

describe('guiActionsOf', () => {
  const id = '0194a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b';
  const party = 'urn:altinn:organization:identifier-no:310456799';
  const namesIn = (licence: Licence) => guiActionsOf({ id, party, state: licence }).map(({ name }) => name);

  it('offers the next step and withdrawing before the decision, deleting after it, a page as long, and then nothing', () => {
    expect(namesIn(openedLicence)).toEqual(['confirm', 'withdraw', 'open']);
    expect(namesIn(after('confirm'))).toEqual(['submit', 'withdraw', 'open']);
    expect(namesIn(after('confirm', 'submit'))).toEqual(['sign', 'withdraw', 'open']);
    expect(namesIn(after('confirm', 'submit', 'sign'))).toEqual(['withdraw', 'open']);
    expect(namesIn(after('confirm', 'submit', 'sign', 'decide'))).toEqual(['delete', 'open']);
    expect(namesIn(after('withdraw'))).toEqual([]);
  });
});
