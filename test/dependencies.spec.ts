import { describe, expect, it } from '@jest/globals';
import { Page, textOf } from './documentation/pages.js';

describe('what the service runs with', () => {
  it('is in package.json, each with its reason in docs/dependencies.md', () => {
    const { dependencies, optionalDependencies } = JSON.parse(textOf('package.json')) as Record<
      'dependencies' | 'optionalDependencies',
      Readonly<Record<string, string>>
    >;
    const reasons = new Page('docs/dependencies.md').rows('What the service runs with');
    expect(reasons.map(([name]) => name)).toEqual(
      Object.keys({ ...dependencies, ...optionalDependencies }).toSorted((a, b) => (a < b ? -1 : 1)),
    );
    expect(reasons.filter(([, reason]) => !reason)).toEqual([]);
  });
});
