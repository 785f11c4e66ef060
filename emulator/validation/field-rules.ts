import { timestampOfUuidVersion7 } from './identifiers.js';
import type { Violations } from './violations.js';

type Optional<T> = T | null | undefined;

const longestUrl = 1023;

/** An id that the caller chose, if it chose one: a UUIDv7 made before now. */
export function checkChosenId(violations: Violations, field: string, id: Optional<string>): void {
  if (id === null || id === undefined) return;
  const timestamp = timestampOfUuidVersion7(id);
  if (timestamp === undefined) violations.add(field, 'must be a UUIDv7');
  else if (timestamp > violations.now.getTime()) violations.add(field, 'must be a UUIDv7 with a timestamp in the past');
}

/** A URL that end users are sent to: absolute, https, except on the machine itself. */
export function checkUrl(violations: Violations, field: string, url: Optional<string>): void {
  if (!url) violations.add(field, 'must not be empty');
  else if (url.length > longestUrl) violations.add(field, `must be at most ${longestUrl} characters`);
  else if (!isHttpsOrLocal(url)) violations.add(field, 'must be an absolute https URL');
}

function isHttpsOrLocal(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && (hostname === 'localhost' || hostname === '127.0.0.1'));
}

/** A text, if there is one, of at most so many characters. */
export function checkLength(violations: Violations, field: string, text: Optional<string>, longest = 255): void {
  if (text && text.length > longest) violations.add(field, `must be at most ${longest} characters`);
}

export function checkRequired(violations: Violations, field: string, value: unknown): void {
  if (value === null || value === undefined || value === '') violations.add(field, 'must not be empty');
}

export function checkPast(violations: Violations, field: string, moment: Optional<string>): void {
  if (moment && Date.parse(moment) > violations.now.getTime()) violations.add(field, 'must be in the past');
}

export function checkFuture(violations: Violations, field: string, moment: Optional<string>): void {
  if (moment && Date.parse(moment) <= violations.now.getTime()) violations.add(field, 'must be in the future');
}
