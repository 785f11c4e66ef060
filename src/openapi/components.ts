import type { OpenAPIObject } from '@nestjs/swagger';
import { languages } from '../http/languages.js';
import { Problem, problemDocument } from '../http/problem.js';
import { problemKind, type ProblemName, problemNames } from '../http/problem-kinds.js';
import { problemExtension, problemSchema } from './problem-schemas.js';

type Components = NonNullable<OpenAPIObject['components']>;

const string = { type: 'string' } as const;

/** The problems and their examples, and the headers that many requests and responses have. */
const allComponents = (): Components => ({
  schemas: {
    Problem: problemSchema as object,
    ...Object.fromEntries(
      problemNames()
        .flatMap((name) => problemExtension(name) ?? [])
        .map(({ schema, properties, required }) => [
          schema,
          {
            allOf: [{ $ref: '#/components/schemas/Problem' }],
            type: 'object',
            properties,
            ...(required.length > 0 && { required: [...required] }),
          },
        ]),
    ),
  },
  examples: Object.fromEntries(problemNames().map((kind) => [kind, exampleOf(kind)])),
  parameters: {
    'Accept-Language': {
      name: 'Accept-Language',
      in: 'header',
      description: `Decides the language of texts (RFC 9110 §12.5.4): ${languages.join(', ')}. Default: ${languages[0]}.`,
      schema: string,
      example: 'nn, nb;q=0.8, en;q=0.5',
    },
  },
  headers: {
    'Cache-Control': {
      description: 'How long the response may be kept: not at all.',
      schema: string,
      example: 'no-store',
    },
    'Content-Language': { description: 'The language of its texts.', schema: { ...string, enum: [...languages] } },
    'Retry-After': {
      description: 'After how many seconds it is worth another attempt.',
      schema: { type: 'integer', minimum: 1 },
      example: 5,
    },
    Vary: {
      description: 'What of the request the response depends on.',
      schema: string,
      example: 'Origin, Accept-Language',
    },
    'WWW-Authenticate': {
      description: 'What is wrong with the token, and which scope would do (RFC 6750 §3).',
      schema: string,
      example: 'Bearer error="insufficient_scope", scope="read"',
    },
  },
});

/** Those of them that the operations refer to. */
export function apiComponents(paths: OpenAPIObject['paths']): Components {
  const written = JSON.stringify(paths);
  const isUsed =
    (kind: string) =>
    ([name]: readonly [string, unknown]) =>
      name === 'Problem' || written.includes(`"#/components/${kind}/${name}"`);
  return Object.fromEntries(
    Object.entries(allComponents()).map(([kind, named]) => [
      kind,
      Object.fromEntries(Object.entries(named as object).filter(isUsed(kind))),
    ]),
  );
}

function exampleOf(kind: ProblemName): { summary: string; value: object } {
  const problem = new Problem(kind, { members: problemExtension(kind)?.example ?? {} });
  const occurrence = {
    language: 'en',
    instance: '/dialogs/0194a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b',
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  } as const;
  return { summary: problemKind(kind).title.en, value: problemDocument(problem, occurrence) };
}
