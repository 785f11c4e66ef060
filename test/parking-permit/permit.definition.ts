import type { DialogDefinition, GuiAction } from '../../src/dialogs/dialog-definition.js';
import { activity, type Actor, type HistoryEntry, information } from '../../src/dialogs/history.js';
import type { DialogStatus } from '../../src/dialogporten/dialogporten-types.js';
import type { Texts } from '../../src/http/languages.js';
import { applyToPermit, type Permit, type PermitChange } from './permit.js';

const examples: { readonly [State in Permit['state']]: Extract<Permit, { state: State }> } = {
  applied: { state: 'applied' },
  'info-requested': { state: 'info-requested', question: 'Which street?' },
  granted: { state: 'granted', answers: ['The long one'] },
  rejected: { state: 'rejected' },
  withdrawn: { state: 'withdrawn' },
};

const shown: Readonly<Record<Permit['state'], { readonly status: DialogStatus; readonly summary: Texts }>> = {
  applied: {
    status: 'Awaiting',
    summary: { nb: 'Vi behandler søknaden.', nn: 'Vi handsamar søknaden.', en: 'We are considering the application.' },
  },
  'info-requested': {
    status: 'RequiresAttention',
    summary: { nb: 'Vi trenger et svar.', nn: 'Vi treng eit svar.', en: 'We need an answer.' },
  },
  granted: { status: 'Completed', summary: { nb: 'Innvilget.', nn: 'Innvilga.', en: 'Granted.' } },
  rejected: { status: 'Completed', summary: { nb: 'Avslått.', nn: 'Avslått.', en: 'Rejected.' } },
  withdrawn: { status: 'NotApplicable', summary: { nb: 'Trukket.', nn: 'Trekt.', en: 'Withdrawn.' } },
};

const histories: Readonly<Record<PermitChange['type'], (actor: Actor) => readonly HistoryEntry<never>[]>> = {
  ask: (actor) => [information({ nb: 'Vi stilte et spørsmål', nn: 'Vi stilte eit spørsmål', en: 'We asked' }, actor)],
  answer: (actor) => [activity('FormSubmitted', actor)],
  withdraw: (actor) => [activity('DialogDeleted', actor)],
  decide: (actor) => [activity('DialogClosed', actor)],
};

const withdrawing = (dialogId: string): GuiAction => ({
  name: 'withdraw',
  action: 'delete',
  priority: 'Secondary',
  httpMethod: 'POST',
  path: `/parking-permits/${dialogId}/withdraw`,
  title: { nb: 'Trekk søknaden', nn: 'Trekk søknaden', en: 'Withdraw the application' },
});

function isPermit(stored: unknown): stored is Permit {
  const { state, question, answers } = Object(stored) as Record<string, unknown>;
  if (state === 'info-requested') return typeof question === 'string';
  if (state === 'granted') return Array.isArray(answers) && answers.every((answer) => typeof answer === 'string');
  return typeof state === 'string' && Object.hasOwn(examples, state);
}

export const parkingPermit: DialogDefinition<Permit, PermitChange, never> = {
  serviceResource: 'urn:altinn:resource:parking-permit',
  initial: examples.applied,
  examples: Object.values(examples),
  transmissions: {},
  isState: isPermit,
  apply: applyToPermit,
  isDeleted: ({ state }) => state === 'withdrawn',
  history: ({ type }, actor) => histories[type](actor),
  describe: ({ state }) => ({ state }),
  view: ({ id, state: { state, ...rest } }) => ({
    ...shown[state],
    title: { nb: 'Parkeringstillatelse', nn: 'Parkeringsløyve', en: 'Parking permit' },
    embed: { path: `/parking-permits/${id}/embed`, shows: { state, ...rest } },
    guiActions: state === 'applied' || state === 'info-requested' ? [withdrawing(id)] : [],
  }),
};
