const preference = /^([!#$%&'*+.^_`|~\w-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([!#$%&'*+.^_`|~\w-]*)))?\s*(?:;.*)?$/;

/** Commas that are not inside a quoted string. */
const separator = /,(?=(?:[^"]*"[^"]*")*[^"]*$)/;

/**
 * The preferences of a `Prefer` header by their lower-case names; one without a value has the empty string. What is
 * malformed is passed over, and of a repeated preference the first counts (RFC 7240 §2).
 */
export function preferencesOf(header: string | string[] | undefined): ReadonlyMap<string, string> {
  const preferences = new Map<string, string>();
  if (header === undefined) return preferences;
  for (const part of [header].flat().join(',').split(separator)) {
    const [, name, quoted, token] = preference.exec(part.trim()) ?? [];
    if (name === undefined || preferences.has(name.toLowerCase())) continue;
    preferences.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? token ?? '');
  }
  return preferences;
}
