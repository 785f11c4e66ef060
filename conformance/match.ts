/** A value that is described rather than written out. */
export class Described {
  constructor(
    readonly description: string,
    readonly fits: (actual: unknown) => boolean,
  ) {}
}

/** An object that has exactly these members, and none beside. */
export class Exactly {
  constructor(readonly members: Readonly<Record<string, unknown>>) {}
}

/** Expected shape of an answer: values are equal, objects have at least these members, a pattern fits a string. */
export type Expected = unknown;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Where `actual` is not as expected, in a line each; none when it agrees. `undefined` expects an absent value. */
export function differences(expected: Expected, actual: unknown, at = ''): string[] {
  if (expected instanceof Exactly) {
    const surplus = isObject(actual) ? Object.keys(actual).filter((key) => !(key in expected.members)) : [];
    return [
      ...differences(expected.members, actual, at),
      ...surplus.map((key) => line(path(at, key), undefined, (actual as Record<string, unknown>)[key])),
    ];
  }
  if (expected instanceof Described) return expected.fits(actual) ? [] : [line(at, expected, actual)];
  if (expected instanceof RegExp) {
    return typeof actual === 'string' && expected.test(actual) ? [] : [line(at, expected, actual)];
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return [line(at, expected, actual)];
    return expected.flatMap((element, index) => differences(element, actual[index], `${at}[${index}]`));
  }
  if (isObject(expected)) {
    if (!isObject(actual)) return [line(at, expected, actual)];
    return Object.entries(expected).flatMap(([key, value]) => differences(value, actual[key], path(at, key)));
  }
  return Object.is(expected, actual) ? [] : [line(at, expected, actual)];
}

function path(at: string, key: string): string {
  const member = /^\w+$/.test(key) ? key : `["${key}"]`;
  return at === '' || member.startsWith('[') ? `${at}${member}` : `${at}.${member}`;
}

function line(at: string, expected: unknown, actual: unknown): string {
  return `${at || 'it'}: expected ${shown(expected)}, got ${shown(actual)}`;
}

const longest = 160;

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value instanceof Described) return value.description;
  if (value instanceof RegExp) return String(value);
  const text = JSON.stringify(value, (_key, member: unknown) =>
    member instanceof Described || member instanceof RegExp
      ? shown(member)
      : member instanceof Exactly
        ? member.members
        : member,
  );
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
