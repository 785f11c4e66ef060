import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { momentOf } from '../json/json-values.js';
import type { ServiceResource } from '../policy.js';
import { completeActivity, completeFields, completeTransmission, newId } from './complete.js';
import { isFromParty } from './derived.js';
import type { Activity, Actor, Dialog, ReplaceableFields, Transmission } from '../model/dialog.js';
import type { DialogCreation, DialogUpdate } from '../model/input.js';
import { relabelled } from './system-labels.js';

/** Entries that may be added to a dialog. */
export interface Additions {
  readonly transmissions?: readonly Transmission[];
  readonly activities?: readonly Activity[];
}

/** How a change is made: a silent one leaves the moments and labels as they are. */
export interface Manner {
  readonly now: Date;
  readonly isSilent: boolean;
  /** The service owner that makes it. */
  readonly by: Actor;
}

/** The dialog that a checked creation asks for. */
export function created(
  creation: DialogCreation,
  { ownerCode, type }: Pick<ServiceResource, 'ownerCode' | 'type'>,
  { now, by }: Pick<Manner, 'now' | 'by'>,
): Dialog {
  const {
    id,
    party,
    serviceResource,
    idempotentKey,
    visibleFrom,
    createdAt,
    updatedAt,
    serviceOwnerContext,
    systemLabel,
    ...update
  } = creation;
  // DialogEntity.cs: a dialog that is not to be seen yet counts as made when it can be.
  const isHidden = typeof visibleFrom === 'string' && Date.parse(visibleFrom) > now.getTime();
  const madeAt = createdAt ?? (isHidden ? visibleFrom : momentOf(now));
  const additions = completeAdditions(update, now);
  const dialog: Dialog = {
    ...completeFields(update, now),
    ...additions,
    id: id ?? newId(now),
    revision: randomUUID(),
    org: ownerCode,
    party: party!.toLowerCase(),
    serviceResource: serviceResource!,
    serviceResourceType: type.toLowerCase(),
    ...(typeof idempotentKey === 'string' && { idempotentKey }),
    ...(typeof visibleFrom === 'string' && { visibleFrom }),
    createdAt: madeAt,
    updatedAt: updatedAt ?? madeAt,
    contentUpdatedAt: updatedAt ?? madeAt,
    frozen: false,
    endUserContext: { revision: randomUUID(), systemLabels: ['Default'] },
    serviceOwnerContext: {
      revision: randomUUID(),
      serviceOwnerLabels: (serviceOwnerContext?.serviceOwnerLabels ?? []).map(({ value }) => ({ value: value ?? '' })),
    },
    seenLog: [],
  };
  return relabelled(dialog, { added: [systemLabel ?? 'Default', ...labelsFrom(additions)], by, at: momentOf(now) });
}

/** Additions of a checked update, as they are stored. */
export function completeAdditions(update: DialogUpdate, now: Date): Required<Additions> {
  return {
    transmissions: (update.transmissions ?? []).map((transmission) => completeTransmission(transmission, now)),
    activities: (update.activities ?? []).map((activity) => completeActivity(activity, now)),
  };
}

/** The dialog with its fields replaced, those left out gone, and the additions appended; the same one when that is no change. */
export function updated(dialog: Dialog, update: DialogUpdate, additions: Additions, manner: Manner): Dialog {
  const {
    status: _status,
    progress: _progress,
    extendedStatus: _extendedStatus,
    externalReference: _externalReference,
    process: _process,
    precedingProcess: _precedingProcess,
    dueAt: _dueAt,
    expiresAt: _expiresAt,
    isApiOnly: _isApiOnly,
    content: _content,
    searchTags: _searchTags,
    guiActions: _guiActions,
    apiActions: _apiActions,
    attachments: _attachments,
    ...kept
  } = withAdditions(dialog, additions);
  const replaced = { ...kept, ...completeFields(update, manner.now, dialog) };
  const labelled = withResetLabels(replaced, additions, manner);
  if (isDeepStrictEqual(replaced, dialog)) return withResetLabels(dialog, additions, manner);
  return revised(labelled, manner, isNewContent(dialog, replaced) || (additions.transmissions ?? []).length > 0);
}

/** The dialog with the additions appended to it. */
export function appended(dialog: Dialog, additions: Additions, manner: Manner): Dialog {
  const labelled = withResetLabels(withAdditions(dialog, additions), additions, manner);
  return revised(labelled, manner, (additions.transmissions ?? []).length > 0);
}

/** The dialog with another transmission in the place of the one with its id, and nothing to tell of it. */
export function withReplaced(dialog: Dialog, transmission: Transmission): Dialog {
  const transmissions = dialog.transmissions.map((each) => (each.id === transmission.id ? transmission : each));
  return { ...dialog, revision: randomUUID(), transmissions };
}

/** The dialog after a soft delete. */
export function deleted(dialog: Dialog, now: Date): Dialog {
  return { ...dialog, revision: randomUUID(), deletedAt: momentOf(now) };
}

/** The dialog after a soft delete was taken back. */
export function restored({ deletedAt: _deletedAt, ...dialog }: Dialog): Dialog {
  return { ...dialog, revision: randomUUID() };
}

/** The dialog, from now on unchangeable. */
export function frozen(dialog: Dialog, now: Date): Dialog {
  return { ...dialog, revision: randomUUID(), updatedAt: momentOf(now), frozen: true };
}

const contentFields = [
  'status',
  'extendedStatus',
  'content',
  'guiActions',
  'apiActions',
  'attachments',
] as const satisfies readonly (keyof ReplaceableFields)[];

/** Has anything changed that an end user would want to see again? */
function isNewContent(before: Dialog, after: Dialog): boolean {
  return contentFields.some((field) => !isDeepStrictEqual(before[field], after[field]));
}

function withAdditions(dialog: Dialog, { transmissions = [], activities = [] }: Additions): Dialog {
  return {
    ...dialog,
    transmissions: [...dialog.transmissions, ...transmissions],
    activities: [...dialog.activities, ...activities],
  };
}

function labelsFrom({ transmissions = [] }: Additions): string[] {
  return transmissions.some(isFromParty) ? ['Sent'] : [];
}

/** A change that is not silent takes the dialog out of the user's bin or archive. */
function withResetLabels(dialog: Dialog, additions: Additions, { isSilent, by, now }: Manner): Dialog {
  const added = [...labelsFrom(additions), ...(isSilent ? [] : ['Default'])];
  return relabelled(dialog, { added, by, at: momentOf(now) });
}

function revised(dialog: Dialog, { now, isSilent }: Manner, isContentNew: boolean): Dialog {
  const moment = momentOf(now);
  return {
    ...dialog,
    revision: randomUUID(),
    ...(!isSilent && { updatedAt: moment }),
    ...(!isSilent && isContentNew && { contentUpdatedAt: moment }),
  };
}
