const subresource = 'urn:altinn:subresource:';
const action = /^[^\s\p{Cc},;]+$/u;
const resourceUrn = /^urn:[a-z0-9][a-z0-9-]*:[^\s\p{Cc},;]+$/iu;

/** The actions that a token grants, each in the token's own notation: `action`, or `action,resource`. */
export type AuthorizedActions = ReadonlySet<string>;

/**
 * Parses the claim `a`:
 *
 * ```
 * a     = "" / entry *( ";" entry )
 * entry = action [ "," resource ]
 * ```
 *
 * @returns `undefined` where the text does not follow the grammar.
 */
export function parseAuthorizedActions(a: string): AuthorizedActions | undefined {
  if (a === '') return new Set();
  const entries = a.split(';');
  return entries.every(isEntry) ? new Set(entries) : undefined;
}

function isEntry(entry: string): boolean {
  const comma = entry.indexOf(',');
  if (comma === -1) return action.test(entry);
  return action.test(entry.slice(0, comma)) && resourceUrn.test(entry.slice(comma + 1));
}

/**
 * Whether an action is granted, on a resource or, without one, on the dialog's own service resource. Compares exactly,
 * case included: `sign` is not granted by `sign,urn:altinn:task:Task_1`, nor the other way round.
 *
 * @param name the action; the resource may be written with it, as in `sign,urn:altinn:task:Task_1`.
 * @param resource a URN, or a bare name, which means `urn:altinn:subresource:<name>`.
 */
export function isGranted(actions: AuthorizedActions, name: string, resource?: string): boolean {
  if (resource === undefined && actions.has(name)) return true;
  const entry = entryOf(name, resource);
  return entry !== name && actions.has(entry);
}

/** An action, and perhaps its resource, in the token's own notation, a bare resource name written out. */
export function entryOf(name: string, resource?: string): string {
  if (resource !== undefined) {
    const isBareName = resource !== '' && !resource.startsWith('urn:');
    return `${name},${isBareName ? subresource + resource : resource}`;
  }
  const comma = name.indexOf(',');
  return comma === -1 ? name : entryOf(name.slice(0, comma), name.slice(comma + 1));
}

/** A scope value may hold these characters only (RFC 6749 §3.3); an entry becomes one in a challenge. */
const scopeToken = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/**
 * What a requirement asks for, in the token's own notation.
 *
 * @throws TypeError where no token could ever grant it.
 */
export function requiredEntry(name: string, resource?: string): string {
  const entry = entryOf(name, resource);
  if (!isEntry(entry) || !scopeToken.test(entry)) {
    throw new TypeError(`"${entry}" is neither an action nor "action,resource"`);
  }
  return entry;
}
