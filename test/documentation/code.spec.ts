import { posix } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { Settings } from '../../src/config/settings.js';
import { guide, hasSample, type Page, pages, repositoryFiles, textOf } from './pages.js';

/** Every line without what is around it. */
const linesOf = (text: string) => text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));

/** The source that a page links to. */
function sourcesOf(page: Page): string[] {
  const linked = page.links().map((link) => posix.normalize(posix.join(posix.dirname(page.path), link)));
  return linked.filter((path) => path.endsWith('.ts') && repositoryFiles.includes(path)).map(textOf);
}

/** Whether a block stands in one of these files as it is, but for its indentation. */
function isQuotedFrom(sources: readonly string[], block: string): boolean {
  const quoted = linesOf(block).join('\n');
  return sources.some((source) => linesOf(source).join('\n').includes(quoted));
}

const blocksIn = (language: string) =>
  pages.flatMap((page) => page.blocks(language).map(({ text }) => ({ page, text, name: page.path })));

describe('the code in the documentation', () => {
  it('is in languages that are tried', () => {
    const tried = ['sh', 'ts', 'diff', 'json', 'env', 'mermaid', 'markdown', 'http', 'text', 'sql', ''];
    const others = pages.flatMap((page) => page.languages().filter((language) => !tried.includes(language)));
    expect(others).toEqual([]);
  });

  it('in TypeScript stands in a file that its page links to', () => {
    const blocks = blocksIn('ts').filter(({ name }) => name !== guide);
    expect(blocks.length).toBeGreaterThan(3);
    const isOfTheSample = (text: string) => !hasSample && /licence/i.test(text);
    const invented = blocks.filter(({ page, text }) => !isOfTheSample(text) && !isQuotedFrom(sourcesOf(page), text));
    expect(invented.map(({ name, text }) => [name, text])).toEqual([]);
  });

  it('in JSON is JSON', () => {
    expect(blocksIn('json').length).toBeGreaterThan(0);
    for (const { text } of blocksIn('json')) expect(() => JSON.parse(text) as unknown).not.toThrow();
  });

  it('of settings sets what there is', () => {
    const known = Object.keys(new Settings());
    const named = blocksIn('env').flatMap(({ text }) => Object.keys(parseEnv(text)));
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('would be found out', () => {
    expect(isQuotedFrom(['  a();\n\n  b();\n'], 'a();\nb();')).toBe(true);
    expect(isQuotedFrom(['  a();\n  c();\n'], 'a();\nb();')).toBe(false);
  });
});
