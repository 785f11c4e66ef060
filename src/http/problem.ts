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
