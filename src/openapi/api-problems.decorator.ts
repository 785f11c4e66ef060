import { DECORATORS } from '@nestjs/swagger';
import { decoratedHandlers } from '../http/decorated-handlers.js';
import type { ProblemName } from '../http/problem-kinds.js';

/**
 * The member of an operation in OpenAPI that lists, while the document is made, the kinds of problem that it may be answered
 * with. The dialog token's decorators list theirs there, too.
 */
export const refusalsExtension = 'x-refusals';

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
