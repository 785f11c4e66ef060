import { type ArgumentMetadata, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import type { Language } from './languages.js';
import { Problem } from './problem.js';
import { scrub } from './scrub.js';
import { constraintTexts } from './validation-texts.js';

/** A field that breaks constraints, each named as in class-validator. */
interface BrokenField {
  readonly field: string;
  readonly constraints: readonly { readonly name: string; readonly limit?: unknown }[];
}

/** An unknown field's name is the caller's, and comes back to it shortened. */
const longestField = 100;

/** Whoever sends thousands of wrong fields is not told of each. */
const mostFields = 50;

/** Bad input: 400, with what is wrong with each field, in the caller's language. */
export function invalidRequest(fields: readonly BrokenField[]): Problem {
  return new Problem('invalid-request', {
    members: {
      errors: (language: Language) =>
        fields.slice(0, mostFields).map(({ field, constraints }) => ({
          field: scrub(field).slice(0, longestField),
          messages: constraints.map(({ name, limit }) => constraintTexts(name, limit)[language]),
        })),
    },
  });
}

function brokenFields(errors: readonly ValidationError[], parent = ''): BrokenField[] {
  return errors.flatMap(({ property, constraints, contexts, children }) => [
    ...(constraints === undefined
      ? []
      : [
          {
            field: parent + property,
            constraints: Object.keys(constraints).map((name) => ({ name, limit: contexts?.[name]?.limit })),
          },
        ]),
    ...brokenFields(children ?? [], `${parent}${property}.`),
  ]);
}

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

/** Holds every body, query and parameter against its class; unknown fields are refused. */
class Validation extends ValidationPipe {
  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (isTooMuch(value)) throw invalidRequest([]);
    const field = inheritedNameIn(value);
    if (field !== undefined) throw invalidRequest([{ field, constraints: [{ name: 'whitelistValidation' }] }]);
    return super.transform(value, metadata);
  }
}

export const validation = new Validation({
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  stopAtFirstError: true,
  exceptionFactory: (errors) => invalidRequest(brokenFields(errors)),
});
