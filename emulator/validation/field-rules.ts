import { timestampOfUuidVersion7 } from './identifiers.js';
import type { Violations } from './violations.js';

type Optional<T> = T | null | undefined;

const longestUrl = 1023;

/** How far ahead of the platform's clock a sender's may be (FluentValidationDateTimeOffsetExtensions.cs). */
const toleranceMs = 15_000;

/** The property that a field ends in, as .NET calls it. */
export function propertyOf(field: string): string {
  const last = field.slice(field.lastIndexOf('.') + 1).replace(/\[\d+\]$/, '');
  return last.charAt(0).toUpperCase() + last.slice(1);
}

/** An id that the caller chose, if it chose one: a UUIDv7 made before now. */
export function checkChosenId(violations: Violations, field: string, id: Optional<string>): void {
  if (id === null || id === undefined) return;
  const timestamp = timestampOfUuidVersion7(id);
  if (timestamp === undefined) violations.add(field, `Invalid ${propertyOf(field)}: '${id}' is not a UUIDv7.`);
  else if (timestamp >= violations.now.getTime() + toleranceMs) {
    violations.add(field, `Invalid ${propertyOf(field)}: the timestamp of '${id}' must be in the past.`);
  }
}

/** A URL that end users are sent to: absolute and https. */
export function checkUrl(violations: Violations, field: string, url: Optional<string>): void {
  if (url === null || url === undefined) {
    violations.add(field, `'${propertyOf(field)}' must not be empty.`);
    return;
  }
  checkHttps(violations, field, url);
  checkLength(violations, field, url, longestUrl);
}

/** Nothing but the scheme and the form of a URL. */
export function checkHttps(violations: Violations, field: string, text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:') return;
  if (url?.protocol === 'http:' && violations.context.isExempt(url)) return;
  violations.add(field, `'${propertyOf(field)}' is not a well-formatted HTTPS URL.`);
}

/** A URI, if there is one, absolute or not. */
export function checkUri(violations: Violations, field: string, uri: Optional<string>): void {
  if (uri === null || uri === undefined) return;
  if (!/^[^\s<>"{}|\\^`]*$/.test(uri)) violations.add(field, `'${propertyOf(field)}' is not a well-formatted URI.`);
  checkLength(violations, field, uri, longestUrl);
}

/** A text, if there is one, of at most so many UTF-16 code units, which is how .NET counts. */
export function checkLength(violations: Violations, field: string, text: Optional<string>, longest = 255): void {
  if (text && text.length > longest) {
    const entered = `You entered ${text.length} characters.`;
    violations.add(field, `The length of '${propertyOf(field)}' must be ${longest} characters or fewer. ${entered}`);
  }
}

/** A text, if there is one, of at least so many UTF-16 code units. */
export function checkShortest(violations: Violations, field: string, text: Optional<string>, shortest: number): void {
  if (typeof text === 'string' && text.length < shortest) {
    const entered = `You entered ${text.length} characters.`;
    violations.add(field, `The length of '${propertyOf(field)}' must be at least ${shortest} characters. ${entered}`);
  }
}

/** Something that must be there; a text of spaces is not. */
export function checkRequired(violations: Violations, field: string, value: unknown): void {
  const isEmpty = typeof value === 'string' ? value.trim() === '' : Array.isArray(value) && value.length === 0;
  if (value === null || value === undefined || isEmpty) {
    violations.add(field, `'${propertyOf(field)}' must not be empty.`);
  }
}

/** An enum value that has a name: left out, it is 0, and no enum of Dialogporten's begins there. */
export function checkEnum(violations: Violations, field: string, value: unknown): void {
  if (typeof value === 'string') return;
  violations.add(field, `'${propertyOf(field)}' has a range of values which does not include '${Number(value ?? 0)}'.`);
}

/** No two entries that have the same key, as far as they have one. */
export function checkUnique(violations: Violations, field: string, keys: readonly Optional<string>[]): void {
  const given = keys.filter((key): key is string => typeof key === 'string').map((key) => key.toLowerCase());
  const repeated = new Set(given.filter((key, index) => given.indexOf(key) !== index));
  if (repeated.size > 0) violations.add(field, `Can not contain duplicate items: [${[...repeated].join(',')}].`);
}

/** No two entities that have the same id, as far as one was chosen. */
export function checkUniqueIds(
  violations: Violations,
  field: string,
  entities: readonly { readonly id?: Optional<string> }[] | null | undefined,
): void {
  checkUnique(
    violations,
    field,
    (entities ?? []).map(({ id }) => id),
  );
}

export function checkPast(violations: Violations, field: string, moment: Optional<string>): void {
  if (moment && Date.parse(moment) > violations.now.getTime() + toleranceMs) {
    violations.add(field, `'${propertyOf(field)}' must be in the past.`);
  }
}

export function checkFuture(violations: Violations, field: string, moment: Optional<string>): void {
  if (moment && Date.parse(moment) < violations.now.getTime()) {
    violations.add(field, `'${propertyOf(field)}' must be in the future.`);
  }
}

/** The later of two moments, where both are there, must not come first. */
export function checkNotBefore(
  violations: Violations,
  field: string,
  moment: Optional<string>,
  earlier: { readonly property: string; readonly moment: Optional<string> },
): void {
  if (moment && earlier.moment && Date.parse(moment) < Date.parse(earlier.moment)) {
    violations.add(field, `'${propertyOf(field)}' must be after '${earlier.property}'.`);
  }
}
