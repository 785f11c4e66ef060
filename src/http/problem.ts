import type { Language } from './languages.js';
import { problemKind, type ProblemName } from './problem-kinds.js';
export { defineProblem, type OwnProblemName, type ProblemName } from './problem-kinds.js';

/** Extension members by name: a value, or what makes it in the caller's language. */
export type ProblemMembers = Readonly<Record<string, unknown | ((language: Language) => unknown)>>;

/** Additions of one occurrence of a problem to its kind. */
export interface ProblemOptions {
  /** Response headers, such as a `WWW-Authenticate` challenge or `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Extension members of the problem document (RFC 9457 §3.2). They reach the caller: nothing internal belongs here. */
  readonly members?: ProblemMembers;
  /** The underlying error. It is logged, and never shown to the caller. */
  readonly cause?: unknown;
}

/**
 * A refusal or failure that the caller is told of as problem details (RFC 9457). Throw it where the rule is known;
 * `ProblemFilter` turns it into a response, in the caller's language.
 *
 * @example
 * throw new Problem('insufficient-level', { members: { requiredLevel: 4 } });
 */
export class Problem extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly members: ProblemMembers;

  constructor(
    readonly kind: ProblemName,
    { headers = {}, members = {}, cause }: ProblemOptions = {},
  ) {
    super(kind, cause === undefined ? undefined : { cause });
    this.name = 'Problem';
    this.status = problemKind(kind).status;
    this.headers = headers;
    this.members = members;
  }
}

/** Where a problem occurred, for its document. */
export interface Occurrence {
  readonly language: Language;
  /** The path that was asked for, without its query. */
  readonly instance: string;
  readonly traceId: string;
}

export const problemMediaType = 'application/problem+json; charset=utf-8';

/** The `type` of a kind of problem. */
export function problemType(name: ProblemName): string {
  return problemKind(name).type ?? `urn:problem:${name}`;
}

/** The problem details document of a problem (RFC 9457 §3), in the language of the caller. */
export function problemDocument(
  problem: Problem,
  { language, instance, traceId }: Occurrence,
): Record<string, unknown> {
  const kind = problemKind(problem.kind);
  const members = Object.entries(problem.members).map(([name, member]) => [
    name,
    typeof member === 'function' ? member(language) : member,
  ]);
  return {
    type: problemType(problem.kind),
    title: kind.title[language],
    status: kind.status,
    detail: kind.detail[language],
    instance,
    traceId,
    ...Object.fromEntries(members),
  };
}
