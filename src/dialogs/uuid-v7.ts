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

/** Whatever has a version 7 UUID that was made before that time has a smaller id than this. */
export function firstIdOf(time: Date): string {
  const milliseconds = time.getTime().toString(16).padStart(12, '0');
  return `${milliseconds.slice(0, 8)}-${milliseconds.slice(8)}-0000-0000-000000000000`;
}

/** Whether this is a version 7 UUID, in the usual notation, that was made before `now`. */
export function isPastUuidV7(value: unknown, now: Date): value is string {
  return typeof value === 'string' && validate(value) && version(value) === 7 && timestampOf(value) <= now.getTime();
}

/**
 * The id in a path, in the notation that we store.
 *
 * @throws {Problem} `not-found`: what is not an id at all is not the id of anything either.
 */
export function idInPath(value: string): string {
  const id = value.toLowerCase();
  if (!uuid.test(id)) throw new Problem('not-found');
  return id;
}

/** A new version 7 UUID for something that Dialogporten will know by this id. */
export function newId(now: Date): string {
  return v7({ msecs: now.getTime() - stepBackMs, random: randomBytes(16) });
}

/**
 * The id of something that belongs to a dialog and is named once in it, such as a gui action: always the same for the
 * same dialog and name, and a version 7 UUID with the dialog's own timestamp.
 */
export function derivedId(dialogId: string, name: string): string {
  const random = createHash('sha256').update(`${dialogId}/${name}`).digest().subarray(0, 16);
  return v7({ msecs: timestampOf(dialogId), random, seq: random.readUInt32BE(12) });
}
