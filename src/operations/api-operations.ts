import type { OpenAPIObject } from '@nestjs/swagger';
import { pagesExtension, refusalsExtension } from '../http/api-problems.decorator.js';
import type { Settings } from '../config/settings.js';
import type { ProblemName } from '../http/problem-kinds.js';
import { operationsRoute } from './operations-port.js';
import type { Operation, Parameter, PathItem } from './openapi-types.js';
import { withProblems } from './problem-responses.js';

/** Names an operation for the clients that are generated from the document: by its handler. */
export function operationIdOf(controller: string, handler: string): string {
  return `${controller.replace(/Controller$/, '')}_${handler}`;
}

/**
 * Completes what Nest has found of the operations: summaries, from what is said of their handlers, and the problems that
 * they may be answered with.
 *
 * @param comments by `Class.method`
 */
export function completeOperations(
  paths: OpenAPIObject['paths'],
  comments: Readonly<Record<string, string>>,
  { OPERATIONS_PORT }: Pick<Settings, 'OPERATIONS_PORT'>,
): OpenAPIObject['paths'] {
  const said = new Map(
    Object.entries(comments).map(([name, comment]) => [
      operationIdOf(...(name.split('.') as [string, string])),
      comment,
    ]),
  );
  return Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [
      path,
      Object.fromEntries(
        Object.entries(item as Record<string, Operation>).map(([method, operation]) => [
          method,
          {
            ...complete(path, method, operation, said.get(operation.operationId ?? '')),
            ...(OPERATIONS_PORT !== undefined &&
              operationsRoute.test(path) && { servers: operationsServers(OPERATIONS_PORT) }),
          },
        ]),
      ) as PathItem,
    ]),
  );
}

/** From where they can be reached is not for us to know: not from everywhere. */
function operationsServers(port: number): Operation['servers'] {
  const host = { default: 'localhost', description: 'One process of the service' };
  return [{ url: `http://{host}:${port}`, variables: { host } }];
}

function complete(path: string, method: string, operation: Operation, comment: string | undefined): Operation {
  const { [refusalsExtension]: refusals = [], [pagesExtension]: hasPages = false, ...rest } = operation;
  const answerer = { method, path, refusals: refusals as ProblemName[], hasPages: hasPages === true };
  return {
    ...summaryOf(comment),
    ...rest,
    security: operation.security ?? [],
    parameters: [...(operation.parameters ?? []).map(asId), { $ref: '#/components/parameters/Accept-Language' }],
    responses: withProblems(operation.responses, answerer),
  };
}

/** The first sentence is what lists show; the rest of the comment, if there is any, describes. */
function summaryOf(comment: string | undefined): Pick<Operation, 'summary' | 'description'> {
  if (comment === undefined) return {};
  const [summary = comment] = /^.+?(?=\.(?:\s|$))/.exec(comment) ?? [];
  const rest = comment.slice(summary.length + 1).trim();
  return { summary, description: rest === '' ? comment : rest };
}

/** Every id in a path is a UUID. */
function asId(parameter: Parameter): Parameter {
  if (!('in' in parameter) || parameter.in !== 'path' || !parameter.name.endsWith('Id')) return parameter;
  const of = parameter.name.slice(0, -'Id'.length);
  return { description: `The id of the ${of}.`, ...parameter, schema: { type: 'string', format: 'uuid' } };
}
