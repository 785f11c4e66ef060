import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { Problem } from '../../src/http/problem.js';
import type { DialogDefinition, GuiAction } from '../../src/dialogs/dialog-definition.js';
import { activity, type Actor, information, transmission } from '../../src/dialogs/history.js';
import type { Texts } from '../../src/http/languages.js';

/**
 * The smallest dialog that needs all of the machinery: a count that goes up at each request, until the service owner
 * closes it and sends a report, an end user approves it, or one deletes it. An approved one is kept for
 * {@link gracePeriodDays}.
 */
export type Tally =
  | { readonly state: 'open'; readonly count: number }
  | { readonly state: 'closed'; readonly count: number }
  | { readonly state: 'approved'; readonly count: number; readonly approvedAt: string }
  | { readonly state: 'deleted'; readonly count: number };

export type TallyChange =
  | { readonly type: 'count' }
  | { readonly type: 'add'; readonly amount: number }
  | { readonly type: 'close' }
  | { readonly type: 'approve' }
  | { readonly type: 'delete' };

/** Content for opening a tally. */
export class TallyContent {
  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: 1_000, description: 'What it begins with; default: 0' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1_000)
  readonly start?: number;
}

export const tallyResource = 'urn:altinn:resource:tally';

/** The task in which it is approved, which takes level 4. */
export const approvalTask = 'urn:altinn:task:approval';

/** The part of a tally that its reports are, for kinds whose reports are not for every reader. */
export const reportResource = 'urn:altinn:subresource:report';

/** For how many days an approved tally must be kept. */
export const gracePeriodDays = 30;

const same = (text: string): Texts => ({ nb: text, nn: text, en: text });

function refuseEarlyDeletion(approvedAt: string, at: Date): void {
  const allowedAt = new Date(Date.parse(approvedAt) + gracePeriodDays * 86_400_000);
  if (at >= allowedAt) return;
  throw new Problem('minimum-persistence-lifetime-not-satisfied', {
    members: { gracePeriodDays, archivedAt: approvedAt, deletionAllowedAt: allowedAt.toISOString() },
  });
}

function apply(tally: Tally, change: TallyChange, at: Date): Tally {
  if (change.type === 'delete') {
    if (tally.state === 'approved') refuseEarlyDeletion(tally.approvedAt, at);
    return { state: 'deleted', count: tally.count };
  }
  if (tally.state !== 'open') throw new Problem('conflict');
  switch (change.type) {
    case 'count':
      return { state: 'open', count: tally.count + 1 };
    case 'add':
      return { state: 'open', count: tally.count + change.amount };
    case 'close':
      return { state: 'closed', count: tally.count };
    case 'approve':
      return { state: 'approved', count: tally.count, approvedAt: at.toISOString() };
  }
}

const histories = {
  count: (actor: Actor) => [information(same('Counted'), actor)],
  add: (actor: Actor) => [information(same('Added'), actor)],
  close: (actor: Actor) => [activity('DialogClosed', actor), transmission('report', actor)],
  approve: (actor: Actor) => [activity('SignatureProvided', actor)],
  delete: (actor: Actor) => [activity('DialogDeleted', actor)],
} as const satisfies Record<TallyChange['type'], unknown>;

const isTally = (stored: unknown): stored is Tally => {
  const { state, count } = Object(stored) as Record<string, unknown>;
  return ['open', 'closed', 'approved', 'deleted'].includes(state as string) && Number.isInteger(count);
};

function buttonsOf(path: string, state: Tally['state']): readonly GuiAction[] {
  if (state === 'approved') {
    return [
      {
        name: 'delete',
        action: 'delete',
        priority: 'Secondary',
        httpMethod: 'DELETE',
        path,
        title: same('Delete'),
        isDeleteDialogAction: true,
      },
    ];
  }
  if (state !== 'open') return [];
  return [
    {
      name: 'count',
      action: 'write',
      priority: 'Primary',
      httpMethod: 'POST',
      path: `${path}/count`,
      title: same('Count'),
    },
    {
      name: 'approve',
      action: 'sign',
      authorizationAttribute: approvalTask,
      level: 4,
      priority: 'Secondary',
      httpMethod: 'POST',
      path: `${path}/approve`,
      title: same('Approve'),
    },
  ];
}

export const tally: DialogDefinition<Tally, TallyChange, 'report', TallyContent> = {
  serviceResource: tallyResource,
  opening: { body: TallyContent, examples: [{}, { start: 7 }] },
  initial: ({ start = 0 }) => ({ state: 'open', count: start }),
  examples: [
    { state: 'open', count: 1 },
    { state: 'closed', count: 1 },
    { state: 'approved', count: 1, approvedAt: '2026-01-02T03:04:05.678Z' },
    { state: 'deleted', count: 1 },
  ],
  exampleChanges: [
    { type: 'count' },
    { type: 'add', amount: 2 },
    { type: 'close' },
    { type: 'approve' },
    { type: 'delete' },
  ],
  transmissions: {
    report: {
      type: 'Information',
      title: same('Report'),
      embed: (dialogId, transmissionId) => `/tallies/${dialogId}/reports/${transmissionId}`,
    },
  },
  read: (stored) => (isTally(stored) ? stored : undefined),
  apply,
  isDeleted: ({ state }) => state === 'deleted',
  history: ({ type }, actor) => histories[type](actor),
  describe: (state) => ({ ...state }),
  view: ({ id, state: { state, count, ...more } }) => ({
    status: state === 'open' ? 'InProgress' : 'Completed',
    title: same('Tally'),
    summary: same(`Counted to ${count}`),
    embed: { path: `/tallies/${id}/embed`, shows: [count, more] },
    guiActions: buttonsOf(`/tallies/${id}`, state),
  }),
};
