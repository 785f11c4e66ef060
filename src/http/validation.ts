import { type Type, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import type { Language } from './languages.js';
import { Problem } from './problem.js';
import { scrub } from '../logging/personal-data.js';
import { constraintTexts } from './validation-texts.js';

/** A field that breaks constraints, each named as in class-validator. */
interface BrokenField {
  readonly field: string;
  readonly constraints: readonly { readonly name: string; readonly limit?: unknown }[];
}

/** An unknown field's name is the caller's, and comes back to it shortened. */
const longestField = 100;

/** A caller that sends thousands of wrong fields is not told of each. */
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

const rules = {
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  stopAtFirstError: true,
} as const;

/** Holds every body, query and parameter against its class; unknown fields are refused. */
export const validation = new ValidationPipe({
  ...rules,
  exceptionFactory: (errors) => invalidRequest(brokenFields(errors)),
});

/**
 * Holds a body against a class and drops its unknown fields, for a format that lets others add fields. Give it to `@Body()` of
 * a parameter of the type `unknown`, which {@link validation} passes over.
 */
export const openValidation = (expectedType: Type) =>
  new ValidationPipe({
    ...rules,
    forbidNonWhitelisted: false,
    expectedType,
    exceptionFactory: (errors) => invalidRequest(brokenFields(errors)),
  });

const contentValidation = new ValidationPipe({
  ...rules,
  exceptionFactory: (errors) => invalidRequest(brokenFields(errors, 'content.')),
});

/**
 * Holds the member `content` of a body against a class that is known only once the rest of the body is read.
 *
 * @throws {Problem} `invalid-request`
 */
export async function validContent<Value extends object>(content: unknown, metatype: Type<Value>): Promise<Value> {
  return (await contentValidation.transform(content, { type: 'body', metatype })) as Value;
}
