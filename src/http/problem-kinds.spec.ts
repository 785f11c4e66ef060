import { describe, expect, it } from '@jest/globals';
import { defineProblem, type OwnProblemKind, problemKind } from './problem-kinds.js';
import { Problem } from './problem.js';

const texts = { nb: 'Bekreft først', nn: 'Stadfest først', en: 'Confirm first' };
const kind: OwnProblemKind = { status: 409, title: texts, detail: texts };

describe('a kind of problem of a team’s own', () => {
  it('is thrown like a built-in one', () => {
    const problem = new Problem(defineProblem('thrown-first', { ...kind, status: 402 }));
    expect([problem.kind, problem.status]).toEqual(['thrown-first', 402]);
    expect(problemKind(problem.kind).title).toBe(texts);
  });

  it.each<[string, string, object, RegExp]>([
    ['the name of a built-in one', 'conflict', {}, /"conflict" has the name of a built-in one/],
    ['a name that is no word', 'Confirm first', {}, /lower-case words/],
    ['a status of ours', 'failing', { status: 500 }, /has the status 500/],
    ['a status of tokens', 'unknown-caller', { status: 401 }, /has the status 401/],
    ['no text in nynorsk', 'two-languages', { detail: { nb: 'Nei', en: 'No' } }, /lacks a text in one of nb, nn, en/],
    ['an empty text', 'empty', { title: { ...texts, en: ' ' } }, /lacks a text/],
    ['no title', 'untitled', { title: undefined }, /lacks a text/],
  ])('stops the start with %s', (_, name, wrong, message) => {
    expect(() => defineProblem(name as 'a-name', { ...kind, ...wrong } as OwnProblemKind)).toThrow(message);
  });

  it('stops the start when two have one name', () => {
    defineProblem('of-two', kind);
    expect(() => defineProblem('of-two', kind)).toThrow('The problem "of-two" is defined twice');
  });

  it('does not compile with the name of a built-in one, another status or without a language', () => {
    // @ts-expect-error a built-in name
    expect(() => defineProblem('gone', kind)).toThrow('built-in');
    // @ts-expect-error a status of ours
    expect(() => defineProblem('server-fault', { ...kind, status: 503 })).toThrow('has the status 503');
    // @ts-expect-error no English
    expect(() => defineProblem('no-english', { ...kind, title: { nb: 'Ja', nn: 'Ja' } })).toThrow('lacks a text');
  });
});
