import type { OpenAPIObject } from '@nestjs/swagger';
import { refusalsExtension } from 'nestjs-dialog-token';
import { pagesExtension } from './api-answers.decorators.js';
import type { Settings } from '../config/settings.js';
import type { ProblemName } from '../http/problem-kinds.js';
import { operationsRoute } from '../http/operations-routes.js';
import { type Operation, type Parameter, type PathItem, withProblems } from './problem-responses.js';

/** Facts about handlers beside their decorators. */
export interface HandlerFacts {
  /** Comments of handlers, by `Class.method`. */
  readonly comments: Readonly<Record<string, string>>;
  /**
   * The kinds of problem of a team's own, by `Class` or `Class.method`: requests other than GET may be answered with
   * them.
   */
  readonly problems: ReadonlyMap<string, readonly ProblemName[]>;
}

/** Names an operation for the clients that are generated from the document: by its handler. */
export function operationIdOf(controller: string, handler: string): string {
  return `${controller.replace(/Controller$/, '')}_${handler}`;
}

/**
 * Completes what Nest has found of the operations: summaries, from what is said of their handlers, and the problems that
 * they may be answered with.
 */
export function completeOperations(
  paths: OpenAPIObject['paths'],
  { comments, problems }: HandlerFacts,
  { OPERATIONS_PORT }: Pick<Settings, 'OPERATIONS_PORT'>,
): OpenAPIObject['paths'] {
  const said = new Map(Object.entries(comments).map(([name, comment]) => [operationIdOf(...nameOf(name)), comment]));
  const ownOf = (operationId = '') =>
    [...problems].flatMap(([name, kinds]) => (operationId.startsWith(operationIdOf(...nameOf(name))) ? kinds : []));
  return Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [
      path,
      Object.fromEntries(
        Object.entries(item as Record<string, Operation>).map(([method, operation]) => [
          method,
          {
            ...complete(path, method, operation, {
              comment: said.get(operation.operationId ?? ''),
              own: method === 'get' ? [] : ownOf(operation.operationId),
            }),
            ...(OPERATIONS_PORT !== undefined &&
              operationsRoute.test(path) && { servers: operationsServers(OPERATIONS_PORT) }),
          },
        ]),
      ) as PathItem,
    ]),
  );
}

function nameOf(name: string): [controller: string, handler: string] {
  const [controller = '', handler = ''] = name.split('.');
  return [controller, handler];
}

/** From where they can be reached is not for us to know: not from everywhere. */
function operationsServers(port: number): Operation['servers'] {
  const host = { default: 'localhost', description: 'One process of the service' };
  return [{ url: `http://{host}:${port}`, variables: { host } }];
}

function complete(
  path: string,
  method: string,
  operation: Operation,
  { comment, own }: { readonly comment: string | undefined; readonly own: readonly ProblemName[] },
): Operation {
  const { [refusalsExtension]: refusals = [], [pagesExtension]: hasPages = false, ...rest } = operation;
  const answerer = { method, path, refusals: [...(refusals as ProblemName[]), ...own], hasPages: hasPages === true };
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
