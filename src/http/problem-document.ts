import type { Language } from './languages.js';
import type { Problem } from './problem.js';
import { problemKind, type ProblemName } from './problem-kinds.js';

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
