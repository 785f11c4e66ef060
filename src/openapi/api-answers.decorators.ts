import { ApiQuery, ApiResponse, type ApiResponseOptions, DECORATORS } from '@nestjs/swagger';
import { refusalsExtension } from 'nestjs-dialog-token';
import type { ProblemName } from '../http/problem-kinds.js';
import { languages } from '../http/languages.js';
import { METHOD_METADATA } from '@nestjs/common/constants.js';

/**
 * Describes what a handler, or every handler of a controller, answers when all is well, where it does not say so itself.
 * Swagger's own decorator, on a controller, adds to what Nest takes for the default; this stands in its place.
 */
export function ApiAnswers(
  ...answers: readonly (ApiResponseOptions & { readonly status: number })[]
): MethodDecorator & ClassDecorator {
  return (target: object, _name?: string | symbol, descriptor?: PropertyDescriptor) => {
    for (const handler of decoratedHandlers(target, descriptor)) {
      const described = (Reflect.getMetadata(DECORATORS.API_RESPONSE, handler) ?? {}) as object;
      for (const answer of answers) {
        if (!(answer.status in described)) ApiResponse({ ...answer })(target, '', { value: handler });
      }
    }
  };
}

/** The member of an operation that says, while the document is made, that a browser is shown problems as pages. */
export const pagesExtension = 'x-problem-pages';

/**
 * Says which problems a handler, or every handler of a controller, may be answered with: its responses in OpenAPI are
 * written from that. Problems of every route need no mention.
 *
 * @example
 * @ApiProblems('not-found', 'gone')
 */
export function ApiProblems(...kinds: readonly ProblemName[]): MethodDecorator & ClassDecorator {
  return (target: object, _name?: string | symbol, descriptor?: PropertyDescriptor) => {
    for (const handler of decoratedHandlers(target, descriptor)) addRefusals(handler, kinds);
  };
}

function addRefusals(handler: object, kinds: readonly string[]): void {
  const extensions = (Reflect.getMetadata(DECORATORS.API_EXTENSION, handler) ?? {}) as Record<string, unknown>;
  const known = (extensions[refusalsExtension] ?? []) as readonly string[];
  const refusals = [...new Set([...known, ...kinds])];
  Reflect.defineMetadata(DECORATORS.API_EXTENSION, { ...extensions, [refusalsExtension]: refusals }, handler);
}

/** Documents that a URL may name the language of what it shows. */
export function ApiLanguage(): MethodDecorator & ClassDecorator {
  return ApiQuery({
    name: 'lang',
    required: false,
    enum: languages,
    description: 'The language; where it is left out, `Accept-Language` decides',
  });
}

/** Handlers that a decorator applies to: the one that it stands on, or every handler of its controller. */
export function decoratedHandlers(target: object, descriptor: PropertyDescriptor | undefined): readonly object[] {
  if (descriptor !== undefined) return [descriptor.value as object];
  const { prototype } = target as NewableFunction;
  const members = Object.values(Object.getOwnPropertyDescriptors(prototype as object)).map(({ value }) => value);
  return members.filter((value) => typeof value === 'function' && Reflect.hasMetadata(METHOD_METADATA, value));
}
