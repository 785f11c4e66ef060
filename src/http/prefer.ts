const token = /^[!#$%&'*+.^_`|~\w-]+/;
const quotedString = /^"((?:[^"\\]|\\.)*)"/;

/**
 * The preferences of a `Prefer` header by their lower-case names; one without a value has the empty string. Malformed
 * ones are passed over, and of a repeated preference the first counts (RFC 7240 §2). A stranger's header costs no more
 * than its length.
 */
export function preferencesOf(header: string | string[] | undefined): ReadonlyMap<string, string> {
  const preferences = new Map<string, string>();
  if (header === undefined) return preferences;
  for (const element of elementsOf([header].flat().join(','))) {
    const [name, value] = preferenceIn(element) ?? [];
    if (name !== undefined && value !== undefined && !preferences.has(name)) preferences.set(name, value);
  }
  return preferences;
}

/** The parts between the commas that are not inside a quoted string, without empty ones. */
function elementsOf(header: string): readonly string[] {
  const elements: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at <= header.length; at++) {
    const character = header[at];
    if (character === '"') isQuoted = !isQuoted;
    else if (character === '\\' && isQuoted) at++;
    else if (character === undefined || (character === ',' && !isQuoted)) {
      if (at > start) elements.push(header.slice(start, at));
      start = at + 1;
    }
  }
  return elements;
}

/** A name and a value, step by step: one expression for all of it would try every way to share out white space. */
function preferenceIn(element: string): readonly [name: string, value: string] | undefined {
  const text = element.trim();
  const [name] = token.exec(text) ?? [];
  if (name === undefined) return undefined;
  const rest = text.slice(name.length).trimStart();
  if (!rest.startsWith('=')) return isEnd(rest) ? [name.toLowerCase(), ''] : undefined;
  const assigned = rest.slice(1).trimStart();
  const [quoted, content] = quotedString.exec(assigned) ?? [];
  const written = quoted ?? token.exec(assigned)?.[0] ?? '';
  if (!isEnd(assigned.slice(written.length).trimStart())) return undefined;
  return [name.toLowerCase(), content?.replace(/\\(.)/g, '$1') ?? written];
}

/** Whether nothing follows but parameters, of which none means anything to us. */
function isEnd(rest: string): boolean {
  return rest === '' || rest.startsWith(';');
}
