import { v7 as uuidVersion7 } from 'uuid';
import type {
  Activity,
  ApiAction,
  ApiActionEndpoint,
  Attachment,
  GuiAction,
  ReplaceableFields,
  Transmission,
} from './dialog.js';
import type { DialogUpdate, Input } from './input.js';

/** A new UUIDv7 of that moment. */
export function newId(now: Date): string {
  return uuidVersion7({ msecs: now.getTime() });
}

/**
 * Drops everything that is null, at any depth: to Dialogporten null and absent are the same. Call it only with what the
 * rules have found to hold everything that `T` requires and that has no default.
 */
function withoutNulls<T>(input: Input<T> | null | undefined): T {
  return dropNulls(input) as T;
}

function dropNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(dropNulls);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  return Object.fromEntries(kept.map(([name, member]) => [name, dropNulls(member)]));
}

/** A checked update's fields as they are stored: ids made where the caller chose none, defaults filled in. */
export function completeFields(update: DialogUpdate, now: Date): ReplaceableFields {
  const { transmissions: _transmissions, activities: _activities, ...fields } = update;
  return {
    ...withoutNulls<ReplaceableFields>(fields),
    status: fields.status ?? 'NotApplicable',
    isApiOnly: fields.isApiOnly ?? false,
    content: withoutNulls<ReplaceableFields['content']>(fields.content ?? {}),
    searchTags: withoutNulls<ReplaceableFields['searchTags']>(fields.searchTags ?? []),
    guiActions: (fields.guiActions ?? []).map((action) => completeGuiAction(action, now)),
    apiActions: (fields.apiActions ?? []).map((action) => completeApiAction(action, now)),
    attachments: (fields.attachments ?? []).map((attachment) => completeAttachment(attachment, now)),
  };
}

/** A checked transmission as it is stored. */
export function completeTransmission(transmission: Input<Transmission>, now: Date): Transmission {
  return {
    ...withoutNulls<Transmission>(transmission),
    ...(transmission.relatedTransmissionId && {
      relatedTransmissionId: transmission.relatedTransmissionId.toLowerCase(),
    }),
    id: transmission.id?.toLowerCase() ?? newId(now),
    createdAt: transmission.createdAt ?? now.toISOString(),
    attachments: (transmission.attachments ?? []).map((attachment) => completeAttachment(attachment, now)),
    navigationalActions: withoutNulls<Transmission['navigationalActions']>(transmission.navigationalActions ?? []),
  };
}

/** A checked activity as it is stored. */
export function completeActivity(activity: Input<Activity>, now: Date): Activity {
  return {
    ...withoutNulls<Activity>(activity),
    ...(activity.transmissionId && { transmissionId: activity.transmissionId.toLowerCase() }),
    id: activity.id?.toLowerCase() ?? newId(now),
    createdAt: activity.createdAt ?? now.toISOString(),
    description: withoutNulls<Activity['description']>(activity.description ?? []),
  };
}

function completeGuiAction(action: Input<GuiAction>, now: Date): GuiAction {
  return {
    ...withoutNulls<GuiAction>(action),
    id: action.id ?? newId(now),
    httpMethod: action.httpMethod ?? 'GET',
    isDeleteDialogAction: action.isDeleteDialogAction ?? false,
  };
}

function completeApiAction(action: Input<ApiAction>, now: Date): ApiAction {
  const known = withoutNulls<ApiAction>(action);
  return {
    ...known,
    id: action.id ?? newId(now),
    endpoints: known.endpoints.map((endpoint) => completeEndpoint(endpoint, now)),
  };
}

function completeAttachment(attachment: Input<Attachment>, now: Date): Attachment {
  const known = withoutNulls<Attachment>(attachment);
  return {
    ...known,
    id: attachment.id ?? newId(now),
    urls: known.urls.map((url) => withId(url, now)),
  };
}

function completeEndpoint(endpoint: Input<ApiActionEndpoint>, now: Date): ApiActionEndpoint {
  return {
    ...withoutNulls<ApiActionEndpoint>(endpoint),
    id: endpoint.id ?? newId(now),
    deprecated: endpoint.deprecated ?? false,
  };
}

function withId<T extends { readonly id: string }>(entity: T, now: Date): T {
  return { ...entity, id: entity.id ?? newId(now) };
}
