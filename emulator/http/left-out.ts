import { BareRefusal } from './problem.js';

/** Where it is listed. */
const list = 'docs/stand-in.md, "What is left out"';

/** The refusal of what the real platform does and the stand-in does not: a sentence that says so, and no imitation. */
export function leftOut(sentence: string): BareRefusal {
  const problem = {
    type: 'about:blank',
    title: 'Left out of the stand-in',
    status: 501,
    detail: `${sentence} See ${list}.`,
  };
  return new BareRefusal(501, problem, 'application/problem+json; charset=utf-8');
}
