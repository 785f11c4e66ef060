import type { OpenAPIObject } from '@nestjs/swagger';
import { forOrchestrators } from '../http/operations-routes.js';
import { problemType } from '../http/problem.js';
import { problemKind, type ProblemName } from '../http/problem-kinds.js';
import { problemExtension } from './problem-schemas.js';

export type PathItem = OpenAPIObject['paths'][string];
export type Operation = NonNullable<PathItem['get']> & { [extension: `x-${string}`]: unknown };
export type Responses = Operation['responses'];
export type Parameter = NonNullable<Operation['parameters']>[number];

/** Problems of any request before its operation is known; they hardly ever happen. */
const ofTheServer: readonly ProblemName[] = [
  'request-timeout',
  'uri-too-long',
  'unsupported-media-type',
  'header-too-large',
];

/** Refusals of requests with a body. */
const ofBodies: readonly ProblemName[] = ['payload-too-large', 'unsupported-media-type'];

/** The kinds whose response says, in `WWW-Authenticate`, which token would do. */
const challenging: ReadonlySet<ProblemName> = new Set([
  'missing-token',
  'invalid-token',
  'missing-action',
  'missing-entity',
  'missing-scope',
]);

/** Facts about an operation from which its responses are written. */
export interface Answerer {
  readonly method: string;
  readonly path: string;
  /** The problems that its decorators list. */
  readonly refusals: readonly ProblemName[];
  /** Whether a browser is shown a page rather than the document. */
  readonly hasPages: boolean;
}

/** The responses of an operation: those that its decorators describe, and one for each status of a problem. */
export function withProblems(responses: Responses, answerer: Answerer): Responses {
  const kinds = kindsOf(answerer);
  const others = ofTheServer.filter((kind) => !kinds.includes(kind));
  const byStatus = groupBy(kinds, (kind) => String(problemKind(kind).status));
  return {
    ...responses,
    ...Object.fromEntries(byStatus.map(([status, group]) => [status, responseOf(group, answerer, responses[status])])),
    default: responseOf(others, { ...answerer, hasPages: false }, { description: 'Refused before it was looked at.' }),
  };
}

function kindsOf({ method, path, refusals }: Answerer): readonly ProblemName[] {
  const kinds = new Set<ProblemName>(refusals).add('invalid-request').add('internal-error');
  // The party of a token that is for the dialog is held against the dialog's own.
  if (kinds.has('dialog-mismatch')) kinds.add('party-mismatch');
  if (method !== 'get') ofBodies.forEach((kind) => kinds.add(kind));
  // While a process stops, it refuses what would have to wait for it.
  if (!forOrchestrators.test(path)) kinds.add('rate-limited').add('overloaded').add('unavailable');
  return [...kinds];
}

function responseOf(kinds: readonly ProblemName[], { hasPages }: Answerer, described: Response | undefined): Response {
  const own = described !== undefined && 'description' in described ? described.description : '';
  const list = kinds.map((kind) => `- \`${problemType(kind)}\`: ${problemKind(kind).detail.en}`).join('\n');
  return {
    description: own === '' || own === undefined ? list : `${own}\n\n${list}`,
    headers: headersOf(kinds),
    content: {
      'application/problem+json': {
        schema: schemaOf(kinds),
        examples: Object.fromEntries(kinds.map((kind) => [kind, { $ref: `#/components/examples/${kind}` }])),
      },
      ...(hasPages && { 'text/html': { schema: { type: 'string', description: 'A page that says the same' } } }),
    },
  };
}

/** Where kinds differ in what they have, each of them has a schema of its own. */
function schemaOf(kinds: readonly ProblemName[]): object {
  const bySchema = groupBy(kinds, (kind) => problemExtension(kind)?.schema ?? 'Problem');
  const schemas = bySchema.map(([schema, group]) => ({
    allOf: [{ $ref: `#/components/schemas/${schema}` }],
    properties: { type: { enum: group.map(problemType) } },
  }));
  return schemas.length === 1 ? schemas[0]! : { oneOf: schemas };
}

function headersOf(kinds: readonly ProblemName[]): Record<string, { $ref: string }> {
  const names = ['Content-Language', 'Cache-Control', 'Vary'];
  if (kinds.some((kind) => challenging.has(kind))) names.push('WWW-Authenticate');
  if (kinds.some((kind) => [429, 503].includes(problemKind(kind).status))) names.push('Retry-After');
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

type Response = NonNullable<Responses[string]>;
type Group = readonly [key: string, kinds: readonly ProblemName[]];

function groupBy(kinds: readonly ProblemName[], keyOf: (kind: ProblemName) => string): readonly Group[] {
  const keys = [...new Set(kinds.map(keyOf))];
  return keys.map((key) => [key, kinds.filter((kind) => keyOf(kind) === key)]);
}
