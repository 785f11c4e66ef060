import { v7 as uuidVersion7 } from 'uuid';
import { momentOf } from '../json/json-values.js';
import { normalisedLanguage } from '../validation/language-code.js';
import { currentMediaType } from '../validation/media-types.js';
import { byId } from './derived.js';
import type {
  Activity,
  ApiAction,
  ApiActionEndpoint,
  Attachment,
  ContentValue,
  GuiAction,
  Localization,
  NavigationalAction,
  ReplaceableFields,
  Transmission,
} from '../model/dialog.js';
import type { DialogUpdate, Input } from '../model/input.js';

let latest = { msecs: 0, seq: 0 };

/** A new UUIDv7 of that moment; those of the same moment are in order, as what gets them is. */
export function newId(now: Date): string {
  const msecs = now.getTime();
  latest = { msecs, seq: msecs === latest.msecs ? latest.seq + 1 : 0 };
  return uuidVersion7(latest);
}

/**
 * Drops everything that is null, at any depth: to Dialogporten null and absent are the same. Languages and media types
 * get their present spelling, and texts stand in the order of their languages. Call it only with what the rules have found to hold everything that `T` requires and that
 * has no default.
 */
function stored<T>(input: Input<T> | null | undefined): T {
  return storedValue(input) as T;
}

function storedValue(value: unknown): unknown {
  if (Array.isArray(value)) return byLanguage(value.map(storedValue));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  return Object.fromEntries(kept.map(([name, member]) => [name, storedMember(name, member)]));
}

function byLanguage(entries: unknown[]): unknown[] {
  const languageOf = (entry: unknown) => (entry as Partial<Localization> | undefined)?.languageCode ?? '';
  return entries.toSorted((one, other) => languageOf(one).localeCompare(languageOf(other)));
}

function storedMember(name: string, member: unknown): unknown {
  if (name === 'languageCode') return normalisedLanguage(member as string);
  return name === 'mediaType' ? currentMediaType(member as string) : storedValue(member);
}

/** Parts of a dialog that keep the order in which they were created. */
type Ordered = Pick<ReplaceableFields, 'guiActions' | 'apiActions' | 'attachments'>;

/**
 * A checked update's fields as they are stored: ids made where the caller chose none, defaults filled in.
 *
 * @param before what was there: it keeps its place, and what comes with this update stands after it, by id
 */
export function completeFields(update: DialogUpdate, now: Date, before?: Ordered): ReplaceableFields {
  const { transmissions: _transmissions, activities: _activities, ...fields } = update;
  return {
    ...stored<ReplaceableFields>(fields),
    status: storedStatus(fields.status),
    isApiOnly: fields.isApiOnly ?? false,
    content: completeContent<ReplaceableFields['content']>(fields.content),
    searchTags: stored<ReplaceableFields['searchTags']>(fields.searchTags ?? []),
    guiActions: asMade(
      before?.guiActions,
      (fields.guiActions ?? []).map((action) => completeGuiAction(action, now)),
    ),
    apiActions: asMade(
      before?.apiActions,
      (fields.apiActions ?? []).map((action) => completeApiAction(action, now)),
    ),
    attachments: asMade(
      before?.attachments,
      (fields.attachments ?? []).map((attachment) => completeAttachment(attachment, now)),
    ),
  };
}

function asMade<T extends { readonly id: string }>(before: readonly T[] = [], after: readonly T[]): T[] {
  const places = before.map(({ id }) => id);
  const kept = places.flatMap((place) => after.find(({ id }) => id === place) ?? []);
  return [...kept, ...byId(after.filter(({ id }) => !places.includes(id)))];
}

/** `New` and `Sent` are from an earlier version, and mean what has taken their place (DialogStatuses/Mapper.cs). */
function storedStatus(status: string | null | undefined): string {
  if (status === 'Sent') return 'Awaiting';
  return status === null || status === undefined || status === 'New' ? 'NotApplicable' : status;
}

function completeContent<Content>(content: Input<Content> | null | undefined): Content {
  const texts = Object.entries(stored<Record<string, ContentValue>>((content ?? {}) as never));
  return Object.fromEntries(
    texts.map(([name, text]) => [name, { ...text, mediaType: text.mediaType ?? 'text/plain' }]),
  ) as Content;
}

/** A checked transmission as it is stored. */
export function completeTransmission(transmission: Input<Transmission>, now: Date): Transmission {
  return {
    ...stored<Transmission>(transmission),
    id: transmission.id ?? newId(now),
    createdAt: transmission.createdAt ?? momentOf(now),
    content: completeContent<Transmission['content']>(transmission.content),
    attachments: byId((transmission.attachments ?? []).map((attachment) => completeAttachment(attachment, now))),
    navigationalActions: (transmission.navigationalActions ?? []).map((action) => completeLink(action, now)),
  };
}

/** A checked activity as it is stored. */
export function completeActivity(activity: Input<Activity>, now: Date): Activity {
  const { description, ...rest } = stored<Activity>(activity);
  return {
    ...rest,
    id: activity.id ?? newId(now),
    createdAt: activity.createdAt ?? momentOf(now),
    ...(description?.length && { description }),
  };
}

function completeGuiAction(action: Input<GuiAction>, now: Date): GuiAction {
  return {
    ...stored<GuiAction>(action),
    id: action.id ?? newId(now),
    action: action.action ?? '',
    httpMethod: action.httpMethod ?? 'GET',
    isDeleteDialogAction: action.isDeleteDialogAction ?? false,
  };
}

function completeApiAction(action: Input<ApiAction>, now: Date): ApiAction {
  const known = stored<ApiAction>(action);
  return {
    ...known,
    id: action.id ?? newId(now),
    action: action.action ?? '',
    endpoints: known.endpoints.map((endpoint) => completeEndpoint(endpoint, now)),
  };
}

function completeAttachment(attachment: Input<Attachment>, now: Date): Attachment {
  const known = stored<Attachment>(attachment);
  return {
    ...known,
    id: attachment.id ?? newId(now),
    urls: known.urls.map((url) => withId(url, now)),
  };
}

/** Navigational actions have no id that is seen, unless it is needed to name one in a token. */
function completeLink(action: Input<NavigationalAction>, now: Date): NavigationalAction {
  const known = stored<NavigationalAction>(action);
  return known.authorizationContext ? { ...known, id: newId(now) } : known;
}

function completeEndpoint(endpoint: Input<ApiActionEndpoint>, now: Date): ApiActionEndpoint {
  return {
    ...stored<ApiActionEndpoint>(endpoint),
    id: endpoint.id ?? newId(now),
    deprecated: endpoint.deprecated ?? false,
  };
}

function withId<T extends { readonly id: string }>(entity: T, now: Date): T {
  return { ...entity, id: entity.id ?? newId(now) };
}
