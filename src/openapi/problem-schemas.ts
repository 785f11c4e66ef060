import { problemKind, type ProblemMembersSchema, type ProblemName } from '../http/problem-kinds.js';
import { constraintTexts } from '../http/validation-texts.js';

/** Members that a kind of problem adds to those of all. */
export interface ProblemExtension extends ProblemMembersSchema {
  /** The name of the schema. */
  readonly schema: string;
}

const text = (description: string, more: object = {}) => ({ type: 'string', description, ...more });

/** Members of all problem documents. */
export const problemSchema = {
  type: 'object',
  description: 'A refusal or failure, as problem details (RFC 9457).',
  required: ['type', 'title', 'status', 'detail', 'instance', 'traceId'],
  properties: {
    type: text('Names the kind of problem. Programs compare it; it does not change.', { format: 'uri' }),
    title: text('Says the kind in a few words, in the language of the caller.'),
    status: { type: 'integer', description: 'The status of the response.', minimum: 400, maximum: 599 },
    detail: text('Tells a person what to do about it, in the language of the caller.'),
    instance: text('The path that was asked for, without its query.', { format: 'uri-reference' }),
    traceId: text('Finds the request in the logs of every system that it passed.', { pattern: '^[0-9a-f]{32}$' }),
  },
} as const;

/** The built-in kinds that say more. */
const builtIn: Readonly<Partial<Record<string, ProblemExtension>>> = {
  'invalid-request': {
    schema: 'InvalidRequestProblem',
    properties: {
      errors: {
        type: 'array',
        description: 'What is wrong, field by field, where it is about fields.',
        items: {
          type: 'object',
          required: ['field', 'messages'],
          properties: {
            field: text('The path of the field in the body, or the name of a parameter or header.'),
            messages: { type: 'array', items: text('In the language of the caller.') },
          },
        },
      },
    },
    required: [],
    example: { errors: [{ field: 'party', messages: [constraintTexts('isPartyUrn').en] }] },
  },
  'insufficient-level': {
    schema: 'InsufficientLevelProblem',
    properties: {
      requiredLevel: { type: 'integer', description: 'The level that would do: 3 is substantial, 4 high.', minimum: 1 },
    },
    required: ['requiredLevel'],
    example: { requiredLevel: 4 },
  },
  'minimum-persistence-lifetime-not-satisfied': {
    schema: 'MinimumPersistenceLifetimeProblem',
    properties: {
      gracePeriodDays: { type: 'integer', description: 'How long it must be kept, in days.', minimum: 1 },
      archivedAt: text('When the case was completed.', { format: 'date-time' }),
      deletionAllowedAt: text('From when on it may be deleted.', { format: 'date-time' }),
    },
    required: ['gracePeriodDays', 'archivedAt', 'deletionAllowedAt'],
    example: {
      gracePeriodDays: 30,
      archivedAt: '2026-01-15T12:00:00.000Z',
      deletionAllowedAt: '2026-02-14T12:00:00.000Z',
    },
  },
};

/**
 * The members that a kind adds to those of all.
 *
 * @returns undefined where it adds none.
 */
export function problemExtension(name: ProblemName): ProblemExtension | undefined {
  const { members } = problemKind(name);
  if (members === undefined) return builtIn[name];
  const words = name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return { ...members, schema: `${words.join('')}Problem` };
}
