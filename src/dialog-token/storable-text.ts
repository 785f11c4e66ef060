/** NUL, which no text in PostgreSQL holds, and half of a surrogate pair, which no UTF-8 does (RFC 3629 §3). */
const unstorable = /[\0\p{Cs}]/u;

/**
 * Whether a value is text that databases and JSON can hold as it is: well-formed Unicode without NUL. Every text that
 * comes in is held to it, besides any other rule.
 *
 * @param maxLength the longest text, in UTF-16 code units.
 */
export function isStorableText(value: unknown, maxLength = Infinity): value is string {
  return typeof value === 'string' && value.length <= maxLength && !unstorable.test(value);
}
