import { createHash, randomBytes } from 'node:crypto';
import { v7, validate, version } from 'uuid';
import { Problem } from '../http/problem.js';

/**
 * How far back, in milliseconds, the timestamps of new ids are set: Dialogporten refuses an id from the future, and
 * our clock may be ahead of its clock.
 */
const stepBackMs = 5_000;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The milliseconds since 1970 that a version 7 UUID holds (RFC 9562 §5.7). */
export function timestampOf(id: string): number {
  return Number.parseInt(id.replace('-', '').slice(0, 12), 16);
}

/** Every version 7 UUID that was made before that time is smaller than this. */
export function firstIdOf(time: Date): string {
  const milliseconds = time.getTime().toString(16).padStart(12, '0');
  return `${milliseconds.slice(0, 8)}-${milliseconds.slice(8)}-0000-0000-000000000000`;
}

/** Whether this is a version 7 UUID, in the usual notation. */
export function isUuidV7(value: unknown): value is string {
  return typeof value === 'string' && validate(value) && version(value) === 7;
}

/**
 * The id in a path, in the notation that we store.
 *
 * @throws {Problem} `not-found`: a text that is no id names no dialog.
 */
export function idInPath(value: string): string {
  const id = value.toLowerCase();
  if (!uuid.test(id)) throw new Problem('not-found');
  return id;
}

/** A new version 7 UUID, for a dialog. */
export function newId(now: Date): string {
  return v7({ msecs: now.getTime() - stepBackMs, random: randomBytes(16) });
}

/** Names one entry of a history: see {@link entryId}. */
interface EntryName {
  /** When the entry came to be; not ahead of Dialogporten's clock by more than {@link stepBackMs}. */
  readonly at: Date;
  /** Its place among the entries of the same change, from 0: entries of one change are shown in that order. */
  readonly index: number;
  /** Names the change, where a repeat of it can be told: the repeat gets the same ids. */
  readonly change?: string | undefined;
}

/**
 * The id of an activity or transmission: a version 7 UUID that tells by itself, in its last four bytes, that it is ours. A
 * change that is repeated after our database has lost the first one makes the same ids, so that Dialogporten, which has
 * them, does not get them twice.
 */
export function entryId(dialogId: string, { at, index, change }: EntryName): string {
  const random =
    change === undefined ? randomBytes(16) : digest(`${dialogId}/entry/${change}/${index}`).subarray(0, 16);
  // The time is part of the id, so that of a repeatable change is the time of the dialog.
  const msecs = change === undefined ? at.getTime() - stepBackMs : timestampOf(dialogId);
  return marked(dialogId, v7({ msecs, random, seq: ordered(index, random) }));
}

/** Whether an id of an activity or transmission was made by {@link entryId} for this dialog. */
export function isOwnEntryId(dialogId: string, id: string): boolean {
  return marked(dialogId, id.toLowerCase()) === id.toLowerCase();
}

/**
 * The id of a part of a dialog that is named once in it, such as a gui action: always the same for the same dialog, name
 * and position. Parts that Dialogporten gets in one call are shown by id, so a later position has a higher id.
 */
export function partId(dialogId: string, name: string, position: number): string {
  const random = digest(`${dialogId}/${name}`).subarray(0, 16);
  return v7({ msecs: timestampOf(dialogId), random, seq: ordered(position, random) });
}

/** The id of such a part in dialogs of before positions counted: of no order. */
export function derivedId(dialogId: string, name: string): string {
  const random = digest(`${dialogId}/${name}`).subarray(0, 16);
  return v7({ msecs: timestampOf(dialogId), random, seq: random.readUInt32BE(12) });
}

const digest = (text: string) => createHash('sha256').update(text).digest();

/** The 32 bits after the timestamp (RFC 9562 §5.7): twelve for the position, the rest random. */
function ordered(position: number, random: Buffer): number {
  return ((Math.min(position, 0xfff) << 20) | (random.readUInt32BE(0) & 0xfffff)) >>> 0;
}

function marked(dialogId: string, id: string): string {
  const rest = id.slice(0, 28);
  return rest + digest(`${dialogId}/own/${rest}`).toString('hex', 0, 4);
}
