import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { rulesWithoutSample } from '../scripts/sample.js';

const page = new URL('../docs/rules.md', import.meta.url);

/** A link to a file of tests, and a part of a title in it in code font. */
const reference = /\]\((?<path>\.\.\/[^)]+\.ts)\) `(?<title>[^`]+)`/g;

/** The text that a test, a group of tests or a check of the conformance suite begins with, also after the rows of `each`. */
const opening =
  /(?:\b(?:it|test|describe|check)|\)|`)\(\s*(?<quote>['"`])(?<title>(?:\\.|(?!\k<quote>).)+)\k<quote>,/gs;

/** A placeholder that is filled in for each row. */
const placeholder = /%[a-zA-Z]|\$\{|\$[a-zA-Z]/;

function titlesIn(file: URL): string[] {
  const source = readFileSync(file, 'utf8');
  return [...source.matchAll(opening)].map(({ groups }) => groups!['title']!.replaceAll(/\\(.)/g, '$1'));
}

function faultOf(path: string, title: string): string | undefined {
  const file = new URL(path, page);
  if (!existsSync(file)) return `${path} is not there`;
  if (placeholder.test(title)) return `"${title}" quotes what is filled in`;
  return titlesIn(file).some((each) => each.includes(title)) ? undefined : `${path} has no test "${title}"`;
}

describe('the page of the rules', () => {
  const text = readFileSync(page, 'utf8');
  const rowsOf = (part: string) =>
    part.split('\n').filter((line) => line.startsWith('| ') && !/^\| (?:rule|-+) /.test(line));
  const rows = rowsOf(text);

  it('names tests that there are', () => {
    const references = [...text.matchAll(reference)].map(({ groups }) => groups!);
    expect(references.length).toBeGreaterThanOrEqual(rows.filter((row) => row.includes('](../')).length);
    expect(references.map(({ path, title }) => faultOf(path!, title!)).filter(Boolean)).toEqual([]);
  });

  it('says of every rule which test holds it, or that none does: also once the sample is gone, of all but its own', () => {
    const others = rowsOf(rulesWithoutSample(text));
    expect(others.length).toBeGreaterThan(200);
    expect([...rows, ...others].filter((row) => !row.includes('](../') && !row.includes('no test'))).toEqual([]);
  });

  it('would not pass with a test or a file that is not there', () => {
    expect(faultOf('../test/rules.spec.ts', 'names tests that there are')).toBeUndefined();
    expect(faultOf('../test/rules.spec.ts', 'names no such test')).toContain('has no test');
    expect(faultOf('../test/no-rules.spec.ts', 'names')).toContain('is not there');
    expect(faultOf('../test/rules.spec.ts', 'names %s')).toContain('filled in');
  });
});
