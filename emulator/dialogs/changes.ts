import { randomUUID } from 'node:crypto';
import type { ServiceResource } from '../policy.js';
import { completeActivity, completeFields, completeTransmission, newId } from './complete.js';
import type { Activity, Dialog, Transmission } from './dialog.js';
import type { DialogCreation, DialogUpdate } from './input.js';

/** What may be added to a dialog. */
export interface Additions {
  readonly transmissions?: readonly Transmission[];
  readonly activities?: readonly Activity[];
}

/** The dialog that a checked creation asks for. */
export function created(creation: DialogCreation, { ownerCode, type }: ServiceResource, now: Date): Dialog {
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
  const madeAt = createdAt ?? now.toISOString();
  return {
    ...completeFields(update, now),
    ...completeAdditions(update, now),
    id: id?.toLowerCase() ?? newId(now),
    revision: randomUUID(),
    org: ownerCode,
    party: party!,
    serviceResource: serviceResource!,
    serviceResourceType: type,
    ...(typeof idempotentKey === 'string' && { idempotentKey }),
    ...(typeof visibleFrom === 'string' && { visibleFrom }),
    createdAt: madeAt,
    updatedAt: updatedAt ?? madeAt,
    contentUpdatedAt: updatedAt ?? madeAt,
    frozen: false,
    endUserContext: { revision: randomUUID(), systemLabels: [systemLabel ?? 'Default'] },
    serviceOwnerContext: {
      revision: randomUUID(),
      serviceOwnerLabels: (serviceOwnerContext?.serviceOwnerLabels ?? []).map(({ value }) => ({ value: value ?? '' })),
    },
    seenLog: [],
  };
}

/** What a checked update adds, as it is stored. */
export function completeAdditions(update: DialogUpdate, now: Date): Required<Additions> {
  return {
    transmissions: (update.transmissions ?? []).map((transmission) => completeTransmission(transmission, now)),
    activities: (update.activities ?? []).map((activity) => completeActivity(activity, now)),
  };
}

/** The dialog with its fields replaced, those left out gone, and the additions appended. */
export function updated(dialog: Dialog, update: DialogUpdate, additions: Additions, now: Date): Dialog {
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
  return revised({ ...kept, ...completeFields(update, now), contentUpdatedAt: now.toISOString() }, now);
}

/** The dialog with the additions appended to it. */
export function appended(dialog: Dialog, additions: Additions, now: Date): Dialog {
  const contentUpdatedAt = additions.transmissions ? now.toISOString() : dialog.contentUpdatedAt;
  return revised({ ...withAdditions(dialog, additions), contentUpdatedAt }, now);
}

/** The dialog after a soft delete. */
export function deleted(dialog: Dialog, now: Date): Dialog {
  return revised({ ...dialog, deletedAt: now.toISOString() }, now);
}

/** The dialog after a soft delete was taken back. */
export function restored({ deletedAt: _deletedAt, ...dialog }: Dialog, now: Date): Dialog {
  return revised(dialog, now);
}

/** The dialog, from now on unchangeable. */
export function frozen(dialog: Dialog, now: Date): Dialog {
  return revised({ ...dialog, frozen: true }, now);
}

function withAdditions(dialog: Dialog, { transmissions = [], activities = [] }: Additions): Dialog {
  return {
    ...dialog,
    transmissions: [...dialog.transmissions, ...transmissions],
    activities: [...dialog.activities, ...activities],
  };
}

/** Every change makes a new revision, and takes the dialog out of the user's bin or archive. */
function revised(dialog: Dialog, now: Date): Dialog {
  return {
    ...dialog,
    revision: randomUUID(),
    updatedAt: now.toISOString(),
    endUserContext: { revision: randomUUID(), systemLabels: ['Default'] },
  };
}
