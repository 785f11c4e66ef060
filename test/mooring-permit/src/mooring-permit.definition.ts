import type {
  ApiAction,
  Attachment,
  DialogDefinition,
  GuiAction,
  TransmissionView,
} from '../../../src/dialogs/dialog-definition.js';
import type { Cancellation, Effect, Opened } from '../../../src/dialogs/effect.js';
import {
  activity,
  type Actor,
  correction,
  type HistoryEntry,
  information,
  serviceOwner,
  transmission,
} from '../../../src/dialogs/history.js';
import type { DialogStatus } from '../../../src/dialogporten/dialogporten-types.js';
import type { Texts } from '../../../src/http/languages.js';
import { invalidRequest } from '../../../src/http/validation.js';
import { MooringApplicationDto } from './application.dto.js';
import {
  applyChange,
  type Decision,
  exampleChanges,
  examples,
  isDecision,
  isMooringPermit,
  type MooringPermit,
  type MooringPermitChange,
  type MooringPermitState,
} from './mooring-permit.js';
import { takeBackPayments, writePayment } from './payments.js';
import { paymentRefused } from './problems.js';
import {
  actionTitles,
  activityTexts,
  decisionTexts,
  embedTexts,
  headings,
  refusedSummary,
  summaries,
  title,
} from './texts.js';

/** In øre. */
const baseFee = 50_000;
const feePerMetre = 10_000;

const statuses: Readonly<Record<MooringPermitState, DialogStatus>> = {
  'awaiting-payment': 'RequiresAttention',
  paying: 'InProgress',
  'awaiting-decision': 'Awaiting',
  decided: 'Completed',
  lapsed: 'NotApplicable',
};

type Entries = readonly HistoryEntry<'decision'>[];

/** By this a correction finds the decision that was sent. */
const decisionKey = 'decision';

/** Entries of the dialog's history for each change. */
const histories: {
  readonly [Type in MooringPermitChange['type']]: (
    actor: Actor,
    change: Extract<MooringPermitChange, { type: Type }>,
  ) => Entries;
} = {
  pay: () => [],
  'pay-with': () => [],
  paid: (actor) => [activity('PaymentMade', actor)],
  'refuse-payment': (actor) => [information(activityTexts.refused, actor)],
  lapse: (actor) => [information(activityTexts.lapsed, actor)],
  decide: (_, { decision }) => [transmission('decision', serviceOwner, { key: decisionKey, about: decision })],
  correct: (actor, { decision }) => [correction(decisionKey, decision), information(activityTexts.corrected, actor)],
  archive: () => [],
};

/** The timer that ends an application that is not paid. */
const lapse = 'lapse';

/** Effects that each change causes. */
function effectsOf(change: MooringPermitChange | Opened<MooringApplicationDto>): readonly (Effect | Cancellation)[] {
  switch (change.type) {
    case 'opened':
      return [{ name: lapse, notBefore: change.content.payBy }];
    case 'pay':
    case 'pay-with':
      return [{ name: 'charge' }];
    case 'paid':
      return [{ cancel: lapse }];
    case 'decide':
    case 'correct':
      return [{ cancel: 'archive' }, { name: 'archive' }];
    default:
      return [];
  }
}

const payment = { action: 'pay', priority: 'Primary' } as const;

/** By the agreement of the application; after a refusal people choose another one where they have them all. */
function buttonsOf(dialog: string, current: MooringPermit): readonly GuiAction[] {
  if (current.state !== 'awaiting-payment') return [];
  if (current.isRefused) {
    const path = 'https://betaling.example/avtaler';
    return [{ name: 'agreements', ...payment, httpMethod: 'GET', path, title: actionTitles.agreements }];
  }
  return [{ name: 'pay', ...payment, httpMethod: 'POST', path: `${dialog}/pay`, title: actionTitles.pay }];
}

/** API actions for the systems of the party, and for the payment provider's. */
function apiActionsOf(dialog: string, { state }: MooringPermit): readonly ApiAction[] {
  if (state !== 'awaiting-payment') return [];
  return [
    {
      name: 'pay-with',
      action: 'pay',
      httpMethod: 'POST',
      path: `${dialog}/pay-with`,
      documentation: '/schemas',
      requestSchema: '/schemas/PaymentAgreement.json',
    },
  ];
}

function shownAttachments(dialog: string, current: MooringPermit): readonly Attachment[] {
  if (current.state !== 'decided' || current.document === undefined) return [];
  return [
    {
      name: 'decision',
      displayName: decisionTexts.title,
      mediaType: 'application/pdf',
      path: (id) => `${dialog}/files/${id}`,
    },
  ];
}

function summaryOf(current: MooringPermit): Texts {
  return current.state === 'awaiting-payment' && current.isRefused ? refusedSummary : summaries[current.state];
}

const decisionView: TransmissionView<Decision> = {
  type: 'Decision',
  title: decisionTexts.title,
  about: (stored) => (isDecision(stored) ? stored : undefined),
  show: ({ about: { berth } }) => ({ summary: decisionTexts[berth === undefined ? 'refused' : 'granted'] }),
  embed: (dialogId, id) => `/mooring-permit/${dialogId}/decisions/${id}`,
};

/** Everything that one of these dialogs is. */
export const mooringPermit: DialogDefinition<MooringPermit, MooringPermitChange, 'decision', MooringApplicationDto> = {
  serviceResource: 'urn:altinn:resource:mooring-permit',
  opening: {
    body: MooringApplicationDto,
    examples: [{ boat: 'Terna', lengthMetres: 9, agreement: 'agreement-1', payBy: new Date('2026-01-29T12:00:00Z') }],
  },
  initial: ({ boat, lengthMetres, agreement, payBy }, at) => {
    if (payBy <= at) throw invalidRequest([{ field: 'content.payBy', constraints: [{ name: 'isFutureDateTime' }] }]);
    const fee = baseFee + lengthMetres * feePerMetre;
    return { state: 'awaiting-payment', boat, lengthMetres, fee, payBy: payBy.toISOString(), agreement };
  },
  examples: Object.values(examples),
  exampleChanges,
  transmissions: { decision: decisionView as TransmissionView },
  read: (stored) => (isMooringPermit(stored) ? stored : undefined),
  apply: applyChange,
  problems: [paymentRefused],
  isDeleted: () => false,
  // The decision is told of, and so is a correction; that it is a document, too, is nothing to be told of.
  isSilent: ({ type }) => type === 'archive',
  history: (change, actor) => histories[change.type](actor, change as never),
  effects: effectsOf,
  writeRows: writePayment,
  takeBackRows: takeBackPayments,
  describe: ({ state }) => ({ state }),
  view: ({ id, state: current }) => ({
    status: statuses[current.state],
    title,
    summary: summaryOf(current),
    ...(current.state === 'awaiting-payment' ? { dueAt: new Date(current.payBy) } : { showsDueAt: false }),
    embed: { path: `/mooring-permit/${id}/embed`, shows: { current, headings, embedTexts } },
    guiActions: buttonsOf(`/mooring-permit/${id}`, current),
    apiActions: apiActionsOf(`/mooring-permit/${id}`, current),
    attachments: shownAttachments(`/mooring-permit/${id}`, current),
  }),
};
