const subresource = 'urn:altinn:subresource:';
const action = /^[^\s\p{Cc}\p{Cs},;]+$/u;
const resource = action;

/** The actions that a token grants: `action`, or `action,resource` with bare resource names written out. */
export type AuthorizedActions = ReadonlySet<string>;

/**
 * Parses the claim `a`:
 *
 * ```
 * a     = "" / entry *( ";" entry )
 * entry = action [ "," resource ]
 * ```
 *
 * An entry that does not follow the grammar grants nothing, and is passed over.
 */
export function parseAuthorizedActions(a: string): AuthorizedActions {
  return new Set(
    a === ''
      ? []
      : a
          .split(';')
          .filter(isEntry)
          .map((entry) => entryOf(entry)),
  );
}

function isEntry(entry: string): boolean {
  const comma = entry.indexOf(',');
  if (comma === -1) return action.test(entry);
  return action.test(entry.slice(0, comma)) && resource.test(entry.slice(comma + 1));
}

/**
 * Whether an action is granted, on a resource or, without one, on the dialog's own service resource. Compares exactly,
 * case included: `sign` is not granted by `sign,urn:altinn:task:Task_1`, nor the other way round. `appendix` and
 * `urn:altinn:subresource:appendix` are the same, on either side.
 *
 * @param name the action; the resource may be written with it, as in `sign,urn:altinn:task:Task_1`.
 * @param on a resource: a URN, or a bare name, which means `urn:altinn:subresource:<name>`.
 */
export function isGranted(actions: AuthorizedActions, name: string, on?: string): boolean {
  return actions.has(entryOf(name, on));
}

/** An action, and perhaps its resource, in the token's own notation, a bare resource name written out. */
export function entryOf(name: string, on?: string): string {
  if (on !== undefined) {
    const isBareName = on !== '' && !on.startsWith('urn:');
    return `${name},${isBareName ? subresource + on : on}`;
  }
  const comma = name.indexOf(',');
  return comma === -1 ? name : entryOf(name.slice(0, comma), name.slice(comma + 1));
}

/** A scope value may hold these characters only (RFC 6749 §3.3); an entry becomes one in a challenge. */
const scopeToken = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/**
 * A requirement in the token's own notation.
 * @throws TypeError where no token could ever grant it.
 */
export function requiredEntry(name: string, on?: string): string {
  const entry = entryOf(name, on);
  if (!isEntry(entry) || !scopeToken.test(entry)) {
    throw new TypeError(`"${entry}" is neither an action nor "action,resource"`);
  }
  return entry;
}
