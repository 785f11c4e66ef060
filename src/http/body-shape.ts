import { isStorableText } from 'nestjs-dialog-token';
import { Problem } from './problem.js';
import { invalidRequest } from './validation.js';

/** More than any body of ours has; deeper ones could exhaust the stack of the code that walks through them. */
const deepest = 16;

/** More than any body of ours has; checking thousands of fields one by one would take long. */
const mostMembers = 500;

/** Whether a value is deeper, or has more in it, than anything that we ask for. */
function isTooMuch(value: unknown): boolean {
  let members = 0;
  const exceeds = (part: unknown, levels: number): boolean => {
    if (typeof part !== 'object' || part === null) return false;
    const parts = Object.values(part);
    members += parts.length;
    return levels === 0 || members > mostMembers || parts.some((each) => exceeds(each, levels - 1));
  };
  return exceeds(value, deepest);
}

/** An invalid member, on any route. */
interface Fault {
  /** Its path in the body. */
  readonly field: string;
  /** The constraint that it breaks. */
  readonly name: 'whitelistValidation' | 'isPlainText';
}

/**
 * The first member whose name every object has, such as `constructor`, which class-validator takes for one that it knows;
 * or whose name or text cannot be stored.
 */
function faultIn(value: unknown, path: readonly string[]): Fault | undefined {
  if (typeof value === 'string') {
    return isStorableText(value) ? undefined : { field: path.join('.'), name: 'isPlainText' };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, member] of Object.entries(value)) {
    const isInherited = name in Object.prototype || name === 'prototype';
    if (isInherited || !isStorableText(name)) {
      return { field: [...path, name].join('.').replace(/[\0\p{Cs}]/gu, '\ufffd'), name: 'whitelistValidation' };
    }
    const deeper = faultIn(member, [...path, name]);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

/** The refusal of a body that no route accepts: found before other code walks through it. */
export function refusalOfBody(body: unknown): Problem | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  if (isTooMuch(body)) return invalidRequest([]);
  return refusalOf(faultIn(body, []));
}

/** The same for the query and the parameters of a path: a text that cannot be stored names nothing that is stored. */
export function refusalOfAddress(query: unknown, params: unknown): Problem | undefined {
  if (Object.values(params ?? {}).some((value) => !isStorableText(value))) return new Problem('not-found');
  return refusalOf(faultIn(query, []));
}

function refusalOf(fault: Fault | undefined): Problem | undefined {
  return fault && invalidRequest([{ field: fault.field, constraints: [{ name: fault.name }] }]);
}
