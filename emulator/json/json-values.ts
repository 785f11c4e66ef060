/** The name of an enum value that was sent by its name in any case, or by its number; a number without a name stays. */
export function readEnum(names: readonly string[], value: unknown): string | number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? (names[value - 1] ?? value) : undefined;
  if (typeof value !== 'string') return undefined;
  return names.find((name) => name.toLowerCase() === value.toLowerCase());
}

/** A 32-bit integer, also one in quotes. */
export function readInteger(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && Math.abs(number) < 2 ** 31 ? number : undefined;
}

const moment = /^(\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(?::\d\d)?)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)$/;

/**
 * A moment with an offset, which must be there, in UTC as .NET writes it: with seven decimals. Moments in this form can
 * be compared as text.
 */
export function readMoment(text: string): string | undefined {
  const [, seconds, fraction = '', offset] = moment.exec(text) ?? [];
  if (seconds === undefined || offset === undefined) return undefined;
  const time = Date.parse(`${seconds}${offset}`);
  if (Number.isNaN(time)) return undefined;
  const utc = new Date(time).toISOString();
  // PostgreSQL keeps microseconds.
  return /^\d{4}-/.test(utc) ? `${utc.slice(0, 19)}.${fraction.slice(0, 6).padEnd(6, '0')}0Z` : undefined;
}

/** A moment of the clock, as {@link readMoment} writes one. */
export function momentOf(date: Date): string {
  return date.toISOString().replace('Z', '0000Z');
}

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** A UUID in lower case. */
export function readUuid(text: string): string | undefined {
  return uuid.test(text) ? text.toLowerCase() : undefined;
}
