import { describe, expect, it } from '@jest/globals';
import { Page, textOf } from './pages.js';

const page = new Page('docs/the-seam.md');
const definitions = 'src/dialogs/dialog-definition.ts';

/** The members of an interface, those that it extends in the same file among them. */
function membersOf(file: string, name: string): string[] {
  const [, base, body] =
    new RegExp(`^export interface ${name}(?:<[^{]*?>)?(?: extends (\\w+))? \\{\\n([^]*?)^\\}`, 'm').exec(
      textOf(file),
    ) ?? [];
  if (body === undefined) throw new Error(`${file} has no interface ${name}`);
  const own = [...body.matchAll(/^ {2}(?:readonly )?(\w+)\??[<(:]/gm)].map(([, member]) => member!);
  return base === undefined ? own : [...membersOf(file, base), ...own];
}

describe('the page on the seam', () => {
  it.each([
    ['Feature', 'src/feature.ts', 4],
    ['DialogDefinition', definitions, 18],
    ['Opening', definitions, 3],
    ['TransmissionView', definitions, 12],
  ])('has every member of %s in its order, and says of each what it is and when it is called', (name, file, least) => {
    const members = membersOf(file, name);
    expect(members.length).toBeGreaterThanOrEqual(least);
    const rows = page.rows(name);
    expect(rows.map(([member]) => member)).toEqual(members);
    for (const [, what, when] of rows) expect([what, when]).not.toContain('');
  });
});
