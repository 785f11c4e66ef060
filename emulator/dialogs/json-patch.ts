/** One operation of a JSON Patch (RFC 6902 §4). */
export interface PatchOperation {
  readonly op?: string | null;
  readonly path?: string | null;
  readonly from?: string | null;
  readonly value?: unknown;
}

/** An operation that cannot be carried out. */
export class JsonPatchError extends Error {
  constructor(fault: string) {
    super(fault);
    this.name = 'JsonPatchError';
  }
}

type Container = Record<string, unknown> | unknown[];

/**
 * The document after all operations, in order. The given document is not touched, so a failing patch changes nothing
 * (RFC 6902 §5).
 *
 * @param typed gives a document the form of its type: leaves out what that does not know, and throws at what does not fit
 * @throws JsonPatchError at the first operation that fails
 */
export function applyJsonPatch(
  document: object,
  operations: readonly PatchOperation[],
  typed: (document: unknown) => unknown = (untyped) => untyped,
): unknown {
  const root = { document: copyOf(document) as unknown };
  for (const operation of operations) {
    apply(root, operation);
    root.document = typed(root.document);
    if (operation.op !== 'remove' && operation.op !== 'test') assertStillThere(root, operation);
  }
  return root.document;
}

/** Fails when a value was put at a path that the type does not have: typing has removed it. */
function assertStillThere(root: Container, { path }: PatchOperation): void {
  const tokens = pointer(path, 'path');
  if (tokens.at(-1) !== '-') read(root, tokens);
}

function apply(root: Container, operation: PatchOperation): void {
  const path = pointer(operation.path, 'path');
  switch (operation.op) {
    case 'add':
      return add(root, path, copyOf(operation.value));
    case 'remove':
      remove(root, path);
      return;
    case 'replace':
      return replace(root, path, copyOf(operation.value));
    case 'move': {
      const from = pointer(operation.from, 'from');
      if (path.length > from.length && from.every((token, depth) => token === path[depth])) {
        throw new JsonPatchError('a value cannot move into itself');
      }
      return add(root, path, remove(root, from));
    }
    case 'copy':
      return add(root, path, copyOf(read(root, pointer(operation.from, 'from'))));
    case 'test':
      if (isSameJson(read(root, path), operation.value)) return;
      throw new JsonPatchError(unequal(read(root, path), path.at(-1)!, operation.value));
    default:
      throw new JsonPatchError(`Invalid JsonPatch operation '${operation.op ?? ''}'.`);
  }
}

/** The reference tokens of a JSON Pointer (RFC 6901), below the root that holds the document. */
function pointer(text: string | null | undefined, member: string): string[] {
  if (typeof text !== 'string' || !/^(?:[^~]|~[01])*$/.test(text))
    throw new JsonPatchError(`${member} must be a JSON Pointer`);
  // The platform's library takes one without its first slash, which RFC 6901 does not know.
  const tokens = text === '' ? [] : text.replace(/^\//, '').split('/');
  return ['document', ...tokens.map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))];
}

function read(root: Container, path: readonly string[]): unknown {
  let value: unknown = root;
  for (const token of path) value = container(value)[keyIn(value, token) as never];
  return value;
}

function add(root: Container, path: readonly string[], value: unknown): void {
  const parent = container(read(root, path.slice(0, -1)));
  const token = path.at(-1)!;
  if (!Array.isArray(parent)) {
    assertSafe(token);
    parent[token] = value;
    return;
  }
  const index = token === '-' ? parent.length : arrayIndex(token, parent.length + 1);
  parent.splice(index, 0, value);
}

function remove(root: Container, path: readonly string[]): unknown {
  const parent = container(read(root, path.slice(0, -1)));
  const key = keyIn(parent, path.at(-1)!);
  if (Array.isArray(parent)) return parent.splice(Number(key), 1)[0];
  const value = parent[key];
  delete parent[key];
  return value;
}

function replace(root: Container, path: readonly string[], value: unknown): void {
  const parent = container(read(root, path.slice(0, -1)));
  parent[keyIn(parent, path.at(-1)!) as never] = value as never;
}

function unequal(current: unknown, name: string, tested: unknown): string {
  return `The current value '${shown(current)}' at path '${name}' is not equal to the test value '${shown(tested)}'.`;
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
}

function container(value: unknown): Container {
  if (typeof value !== 'object' || value === null) throw new JsonPatchError('the path leads into a plain value');
  return value as Container;
}

function keyIn(value: unknown, token: string): string {
  const parent = container(value);
  if (Array.isArray(parent)) return String(arrayIndex(token, parent.length));
  // Names are found in any case, as everywhere in Dialogporten.
  const name = Object.hasOwn(parent, token)
    ? token
    : Object.keys(parent).find((key) => key.toLowerCase() === token.toLowerCase());
  if (name === undefined)
    throw new JsonPatchError(`The target location specified by path segment '${token}' was not found.`);
  return name;
}

function arrayIndex(token: string, end: number): number {
  if (!/^(?:0|[1-9]\d*)$/.test(token))
    throw new JsonPatchError(`The path segment '${token}' is invalid for an array index.`);
  if (Number(token) < end) return Number(token);
  throw new JsonPatchError(`The index value provided by path segment '${token}' is out of bounds of the array size.`);
}

function assertSafe(token: string): void {
  if (token === '__proto__') throw new JsonPatchError('the path leads nowhere');
}

/** RFC 6902 §4.6: arrays element by element, objects member by member in any order, anything else as it is. */
function isSameJson(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isSameJson(one[name as never], other[name as never]))
  );
}

/** Documents are JSON; so is a copy, made of plain objects wherever it is made. */
function copyOf<Value>(value: Value): Value {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as Value);
}
