/**
 * Decodes base64url as RFC 7515 §2 has it, and nothing else: no padding, no white space, no other alphabet, no stray
 * bits in the last character. One byte string so has exactly one accepted spelling.
 *
 * @returns `undefined` for anything else, the empty string included.
 */
export function decodeBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.length > 0 && bytes.toString('base64url') === text ? bytes : undefined;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Parses a JSON object from UTF-8 bytes. @returns `undefined` for anything else, a byte order mark included. */
export function parseJsonObject(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(utf8.decode(bytes));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a parsed JSON value is an object, and neither `null` nor an array. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

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

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a value is a UUID in its textual form, of any version and in either case (RFC 9562 §4). */
export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && uuid.test(value);
}
