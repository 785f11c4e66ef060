import { timestampOfUuidVersion7 } from '../validation/identifiers.js';
import { dialogIn, type Exchange, isChange, isCreation, isObject } from './recording.js';

type Members = Readonly<Record<string, unknown>>;

/*
 * Recordings leave out what was asked before in the same words: most often the making of one more dialog like an
 * earlier one. The exchanges that follow show what was left out.
 */

/** The body of the creation that a dialog without one most likely had: of those before it the one that fits what is said of it. */
export function likelyCreation(exchanges: readonly Exchange[], index: number, dialogId: string): Members | undefined {
  const made = exchanges.slice(0, index).filter((exchange) => isCreation(exchange) && exchange.answer.status === 201);
  const bodies = made
    .map(({ body }) => body)
    .filter(isObject)
    .filter((body) => !('id' in body) && !('idempotentKey' in body));
  const about = exchanges.slice(index).filter(({ path }) => dialogIn(path) === dialogId);
  const isReplaced = about.findIndex(({ method }) => method === 'PUT' || method === 'PATCH');
  const asMade = isReplaced < 0 ? about : about.slice(0, isReplaced);
  const at = asMade.findIndex(({ answer: { body } }) => isObject(body) && body['id'] === dialogId);
  const seen = asMade[at]?.answer.body as Members | undefined;
  const isGrown = asMade.slice(0, at).some(isChange);
  const needsOne = about.some(({ body }) => isObject(body) && body['relatedTransmissionId'] !== undefined);
  const score = (body: Members): number => {
    const points = seen ? likeness(body, seen, isGrown ? lists : [...lists, ...growing]) : -JSON.stringify(body).length;
    return points + (needsOne && listOf(body, 'transmissions').length === 1 ? 1e6 : 0);
  };
  return bodies.toSorted((one, other) => score(other) - score(one))[0];
}

const lists = ['guiActions', 'apiActions', 'attachments', 'searchTags'];
const growing = ['transmissions', 'activities'];

/** How much of what is seen of a dialog the body explains. */
function likeness(body: Members, seen: Members, compared: readonly string[]): number {
  let points = -JSON.stringify(body).length / 1e6;
  const add = (isAlike: boolean, weight = 1) => (points += isAlike ? weight : -weight);
  for (const name of ['title', 'summary']) add(textOf(body, name) === textOf(seen, name), 3);
  add(statusOf(body['status']) === seen['status'], 3);
  add(Boolean(contentOf(body)['mainContentReference']) === Boolean(contentOf(seen)['mainContentReference']), 3);
  for (const list of compared) {
    add(listOf(body, list).length === listOf(seen, list).length, 2);
    for (const [at, entry] of listOf(body, list).entries()) {
      const other = listOf(seen, list)[at];
      for (const name of ['action', 'type', 'authorizationAttribute', 'priority']) add(entry[name] === other?.[name]);
    }
  }
  for (const name of ['progress', 'externalReference', 'extendedStatus', 'dueAt', 'visibleFrom', 'process']) {
    add((body[name] === undefined) === (seen[name] === undefined));
  }
  return points;
}

/**
 * Entries that the dialog has when it is seen next, that are not here, and that nothing recorded until then adds: as the
 * bodies that append them, if they were there before this exchange.
 *
 * @param isKnown whether we know an id of the recording
 */
export function missingEntries(
  exchanges: readonly Exchange[],
  index: number,
  ours: Members,
  kind: 'transmissions' | 'activities',
  isKnown: (id: string) => boolean,
): Members[] {
  const dialogId = dialogIn(exchanges[index]!.path);
  const seenAt = exchanges.findIndex(
    ({ path, answer: { body } }, at) =>
      at >= index && dialogIn(path) === dialogId && isObject(body) && body['id'] === dialogId,
  );
  const seen = exchanges[seenAt]?.answer.body;
  if (!isObject(seen)) return [];
  const until = exchanges.slice(index, seenAt).filter(({ path }) => dialogIn(path) === dialogId);
  const added = until.reduce((sum, exchange) => sum + additionsBy(exchange, kind), 0);
  const missing = listOf(seen, kind).length - listOf(ours, kind).length - added;
  if (missing <= 0) return [];
  const later = new Set(until.map(({ answer }) => answer.body));
  const { body } = exchanges[index]!.answer;
  const before = index === seenAt ? Number.POSITIVE_INFINITY : timestampOf(body);
  return listOf(seen, kind)
    .filter(({ id }) => !isKnown(String(id)) && !later.has(id) && timestampOf(id) < before)
    .toSorted((one, other) => String(one['id']).localeCompare(String(other['id'])))
    .slice(-missing)
    .map(bodyOf);
}

/**
 * The end users who have seen the dialog when its service owner reads it next, and whom nothing recorded until then has see
 * it: as they are named in recordings.
 */
export function missingReaders(exchanges: readonly Exchange[], index: number, ours: Members): string[] {
  const dialogId = dialogIn(exchanges[index]!.path);
  const about = exchanges.slice(index).filter(({ path }) => dialogIn(path) === dialogId);
  const at = about.findIndex(({ path, answer: { body } }) => path.includes('/serviceowner/') && hasSeenEntries(body));
  const until = about.slice(0, Math.max(at, 0));
  if (at < 0 || until.some((exchange) => isChange(exchange) && exchange.answer.status < 300)) return [];
  const readers = (dialog: Members) =>
    listOf(dialog, 'seenSinceLastUpdate').flatMap(({ seenBy, isViaServiceOwner }) =>
      isViaServiceOwner === true || !isObject(seenBy)
        ? []
        : [`end user ${String(seenBy['actorId']).split(':').at(-1)}`],
    );
  const reading = until.filter(({ method, path }) => method === 'GET' && path.endsWith(`/enduser/dialogs/${dialogId}`));
  const known = new Set([...readers(ours), ...reading.map(({ as }) => as)]);
  const isAskedFor = (reader: string) => about[at]!.path.includes(`:${reader.replace('end user ', '')}`);
  return readers(about[at]!.answer.body as Members).filter((reader) => !known.has(reader) && !isAskedFor(reader));
}

function hasSeenEntries(body: unknown): boolean {
  return isObject(body) && 'seenSinceLastUpdate' in body;
}

function additionsBy({ method, path, body, answer }: Exchange, kind: string): number {
  if (answer.status >= 300) return 0;
  if (method === 'POST') return path.endsWith(`/${kind}`) ? 1 : 0;
  if (Array.isArray(body))
    return body.filter((operation) => isObject(operation) && operation['path'] === `/${kind}/-`).length;
  return isObject(body) ? listOf(body, kind).length : 0;
}

function bodyOf({ id: _id, isOpened: _isOpened, isAuthorized: _isAuthorized, ...entry }: Members): Members {
  const actor = (entry['performedBy'] ?? entry['sender']) as Members;
  const { actorName, ...named } = actor;
  const sent = named['actorId'] === undefined && actorName !== undefined ? actor : named;
  return { ...entry, [entry['performedBy'] ? 'performedBy' : 'sender']: sent };
}

function listOf(value: Members, name: string): Members[] {
  return Array.isArray(value[name]) ? (value[name] as unknown[]).filter(isObject) : [];
}

function contentOf(value: Members): Members {
  return isObject(value['content']) ? value['content'] : {};
}

/** The title of a dialog or transmission, for comparing. */
export function titleOf(value: Members): string | undefined {
  return contentOf(value)['title'] === undefined ? undefined : textOf(value, 'title');
}

function textOf(value: Members, name: string): string {
  const text = contentOf(value)[name];
  return JSON.stringify(isObject(text) ? listOf(text, 'value').map((each) => each['value']) : undefined);
}

function statusOf(status: unknown): unknown {
  if (status === 'Sent') return 'Awaiting';
  return status === undefined || status === 'New' ? 'NotApplicable' : status;
}

function timestampOf(id: unknown): number {
  return typeof id === 'string' ? (timestampOfUuidVersion7(id) ?? 0) : 0;
}
