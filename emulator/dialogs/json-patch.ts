/** One operation of a JSON Patch (RFC 6902 §4). */
export interface PatchOperation {
  readonly op?: string | null;
  readonly path?: string | null;
  readonly from?: string | null;
  readonly value?: unknown;
}

/** An operation that cannot be carried out; the message names its position and its fault. */
export class JsonPatchError extends Error {
  constructor(position: number, fault: string) {
    super(`operation ${position}: ${fault}`);
    this.name = 'JsonPatchError';
  }
}

type Container = Record<string, unknown> | unknown[];

/**
 * The document after all operations, in order. The given document is not touched, so a failing patch changes nothing
 * (RFC 6902 §5).
 *
 * @throws JsonPatchError at the first operation that fails
 */
export function applyJsonPatch(document: object, operations: readonly PatchOperation[]): unknown {
  const root = { document: structuredClone(document) as unknown };
  for (const [position, operation] of operations.entries()) {
    try {
      apply(root, operation);
    } catch (error) {
      throw error instanceof PointerFault ? new JsonPatchError(position, error.message) : error;
    }
  }
  return root.document;
}

class PointerFault extends Error {}

function apply(root: Container, operation: PatchOperation): void {
  const path = pointer(operation.path, 'path');
  switch (operation.op) {
    case 'add':
      return add(root, path, structuredClone(operation.value));
    case 'remove':
      remove(root, path);
      return;
    case 'replace':
      remove(root, path);
      return add(root, path, structuredClone(operation.value));
    case 'move': {
      const from = pointer(operation.from, 'from');
      if (path.length > from.length && from.every((token, depth) => token === path[depth])) {
        throw new PointerFault('a value cannot move into itself');
      }
      return add(root, path, remove(root, from));
    }
    case 'copy':
      return add(root, path, structuredClone(read(root, pointer(operation.from, 'from'))));
    case 'test':
      if (isSameJson(read(root, path), operation.value)) return;
      throw new PointerFault('the value is another');
    default:
      throw new PointerFault('op must be add, remove, replace, move, copy or test');
  }
}

/** The reference tokens of a JSON Pointer (RFC 6901), below the root that holds the document. */
function pointer(text: string | null | undefined, member: string): string[] {
  if (typeof text !== 'string' || !/^(?:\/(?:[^~]|~[01])*)?$/.test(text)) {
    throw new PointerFault(`${member} must be a JSON Pointer`);
  }
  const tokens = text.split('/').slice(1);
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

function container(value: unknown): Container {
  if (typeof value !== 'object' || value === null) throw new PointerFault('the path leads into a plain value');
  return value as Container;
}

function keyIn(value: unknown, token: string): string {
  const parent = container(value);
  if (Array.isArray(parent)) return String(arrayIndex(token, parent.length));
  if (!Object.hasOwn(parent, token)) throw new PointerFault('the path leads nowhere');
  return token;
}

function arrayIndex(token: string, end: number): number {
  if (!/^(?:0|[1-9]\d*)$/.test(token) || Number(token) >= end) throw new PointerFault('the path leads nowhere');
  return Number(token);
}

function assertSafe(token: string): void {
  if (token === '__proto__') throw new PointerFault('the path leads nowhere');
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
