import { isDeepStrictEqual } from 'node:util';
import { Problem } from '../../../src/http/problem.js';
import { paymentRefused } from './problems.js';

/** The application, and its fee. */
interface Application {
  readonly boat: string;
  readonly lengthMetres: number;
  /** In øre. */
  readonly fee: number;
}

/** The application until it is paid. */
interface Unpaid extends Application {
  /** When it lapses. */
  readonly payBy: string;
  /** The payment provider's name for what is charged. */
  readonly agreement: string;
}

interface Paid extends Application {
  readonly paidAt: string;
}

/** The decision of the case worker: the berth, or none where the application is refused. */
export interface Decision {
  readonly berth?: string;
  readonly grounds: string;
}

/** The decision as a document, in the archive. */
export interface ArchivedDocument {
  /** Names it there. */
  readonly key: string;
  /** In bytes. */
  readonly size: number;
  readonly etag: string;
}

/** A dialog: its state, and the facts known in that state. Stored as it is. */
export type MooringPermit =
  // The fee is to be paid; with `isRefused`, not by that agreement.
  | ({ readonly state: 'awaiting-payment'; readonly isRefused?: true } & Unpaid)
  // The payment provider has been asked, or will be.
  | ({ readonly state: 'paying' } & Unpaid)
  | ({ readonly state: 'awaiting-decision' } & Paid)
  | ({
      readonly state: 'decided';
      /** When it was decided, or corrected last. */
      readonly decidedAt: string;
      readonly decision: Decision;
      /** Not there before it is archived. */
      readonly document?: ArchivedDocument;
    } & Paid)
  // It was not paid in time.
  | ({ readonly state: 'lapsed' } & Application);

export type MooringPermitState = MooringPermit['state'];
export type StateNamed<State extends MooringPermitState> = Extract<MooringPermit, { state: State }>;

/** Changes of a dialog. */
export type MooringPermitChange =
  | { readonly type: 'pay' }
  | { readonly type: 'pay-with'; readonly agreement: string }
  | { readonly type: 'paid'; readonly receipt: string }
  | { readonly type: 'refuse-payment' }
  | { readonly type: 'lapse' }
  | { readonly type: 'decide'; readonly decision: Decision }
  | { readonly type: 'correct'; readonly decision: Decision }
  | { readonly type: 'archive'; readonly decision: Decision; readonly document: ArchivedDocument };

type Rule<Type> = (
  current: MooringPermit,
  change: Extract<MooringPermitChange, { type: Type }>,
  at: Date,
) => MooringPermit | undefined;

const isPayable = (current: MooringPermit, at: Date): current is StateNamed<'awaiting-payment'> =>
  current.state === 'awaiting-payment' && at < new Date(current.payBy);

const applicationIn = ({ boat, lengthMetres, fee }: Application): Application => ({ boat, lengthMetres, fee });
const unpaidIn = (current: Unpaid): Unpaid => ({
  ...applicationIn(current),
  payBy: current.payBy,
  agreement: current.agreement,
});

/** The dialog after each change; undefined where its state does not allow the change. */
const rules: { readonly [Type in MooringPermitChange['type']]: Rule<Type> } = {
  pay: (current, _, at) => {
    if (!isPayable(current, at)) return undefined;
    if (current.isRefused) throw new Problem(paymentRefused);
    return { state: 'paying', ...unpaidIn(current) };
  },
  'pay-with': (current, { agreement }, at) => {
    if (!isPayable(current, at)) return undefined;
    if (current.isRefused && agreement === current.agreement) throw new Problem(paymentRefused);
    return { state: 'paying', ...unpaidIn(current), agreement };
  },
  paid: (current, _, at) =>
    current.state === 'paying'
      ? { state: 'awaiting-decision', ...applicationIn(current), paidAt: at.toISOString() }
      : undefined,
  'refuse-payment': (current, _, at) => {
    if (current.state !== 'paying') return undefined;
    // The timer has found it paying, and does not come again.
    if (at >= new Date(current.payBy)) return { state: 'lapsed', ...applicationIn(current) };
    return { state: 'awaiting-payment', isRefused: true, ...unpaidIn(current) };
  },
  lapse: (current) =>
    current.state === 'awaiting-payment' ? { state: 'lapsed', ...applicationIn(current) } : undefined,
  decide: (current, { decision }, at) =>
    current.state === 'awaiting-decision'
      ? { ...current, state: 'decided', decidedAt: at.toISOString(), decision }
      : undefined,
  correct: (current, { decision }, at) => {
    if (current.state !== 'decided') return undefined;
    const { document: _, ...rest } = current;
    return { ...rest, decidedAt: at.toISOString(), decision };
  },
  // One of before a correction comes too late.
  archive: (current, { decision, document }) =>
    current.state === 'decided' && isDeepStrictEqual(current.decision, decision) ? { ...current, document } : undefined,
};

/** @throws {Problem} `conflict` when the state does not allow the change, `payment-refused` for an agreement that was refused. */
export function applyChange(current: MooringPermit, change: MooringPermitChange, at: Date): MooringPermit {
  const rule = rules[change.type] as Rule<MooringPermitChange['type']>;
  const changed = rule(current, change, at);
  if (changed === undefined) throw new Problem('conflict');
  return changed;
}

const application: Application = { boat: 'Terna', lengthMetres: 9, fee: 140_000 };
const unpaid: Unpaid = { ...application, payBy: '2026-01-29T12:00:00.000Z', agreement: 'agreement-1' };
const paid: Paid = { ...application, paidAt: '2026-01-15T12:00:00.000Z' };

/** One example of every state. */
export const examples: { readonly [State in MooringPermitState]: StateNamed<State> } = {
  'awaiting-payment': { state: 'awaiting-payment', ...unpaid, isRefused: true },
  paying: { state: 'paying', ...unpaid },
  'awaiting-decision': { state: 'awaiting-decision', ...paid },
  decided: {
    state: 'decided',
    ...paid,
    decidedAt: '2026-01-16T12:00:00.000Z',
    decision: { berth: 'B 12', grounds: 'Ledig plass' },
    document: { key: 'document-1', size: 1_000, etag: 'v1' },
  },
  lapsed: { state: 'lapsed', ...application },
};

const { decision, document } = examples.decided;

/** One example of every change. */
export const exampleChanges: readonly MooringPermitChange[] = [
  { type: 'pay' },
  { type: 'pay-with', agreement: 'agreement-2' },
  { type: 'paid', receipt: 'receipt-1' },
  { type: 'refuse-payment' },
  { type: 'lapse' },
  { type: 'decide', decision },
  { type: 'correct', decision: { grounds: 'Båten er for lang.' } },
  { type: 'archive', decision, document: document! },
];

type Stored = Readonly<Record<string, unknown>>;

const areTexts = (...values: readonly unknown[]) => values.every((value) => typeof value === 'string');
const isUnpaid = ({ payBy, agreement }: Stored) => areTexts(payBy, agreement);

const checks: { readonly [State in MooringPermitState]: (stored: Stored) => boolean } = {
  'awaiting-payment': isUnpaid,
  paying: isUnpaid,
  'awaiting-decision': ({ paidAt }) => areTexts(paidAt),
  decided: ({ paidAt, decidedAt, decision: stored }) => areTexts(paidAt, decidedAt) && isDecision(stored),
  lapsed: () => true,
};

/** Whether what was stored is a state as the code of today knows it. */
export function isMooringPermit(stored: unknown): stored is MooringPermit {
  const members = Object(stored) as Stored;
  const { state, boat, lengthMetres, fee } = members;
  return (
    typeof state === 'string' &&
    Object.hasOwn(checks, state) &&
    areTexts(boat) &&
    Number.isInteger(lengthMetres) &&
    Number.isInteger(fee) &&
    checks[state as MooringPermitState](members)
  );
}

/** Whether what was stored is a decision as the code of today knows it. */
export function isDecision(stored: unknown): stored is Decision {
  const { berth, grounds } = Object(stored) as Stored;
  return areTexts(grounds) && (berth === undefined || areTexts(berth));
}
