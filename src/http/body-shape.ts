import type { Problem } from './problem.js';
import { invalidRequest } from './validation.js';

/** More than any body of ours has; what is deeper could exhaust the stack of whatever walks through it. */
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

/** The first name in a value that every object has, such as `constructor`: class-validator takes it for one that it knows. */
function inheritedNameIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, member] of Object.entries(value)) {
    if (name in Object.prototype || name === 'prototype') return name;
    const deeper = inheritedNameIn(member);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

/** The refusal of a body that no route asks for, whichever it is: found before anybody walks through it. */
export function refusalOfBody(body: unknown): Problem | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  if (isTooMuch(body)) return invalidRequest([]);
  const field = inheritedNameIn(body);
  return field === undefined ? undefined : invalidRequest([{ field, constraints: [{ name: 'whitelistValidation' }] }]);
}
