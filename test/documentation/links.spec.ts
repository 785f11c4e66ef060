import { posix } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { guide, hasOurReadme, hasSample, isInRepository, Page, pages, repositoryFiles, textOf } from './pages.js';

/** Pages that GitHub makes for every repository. */
const ofGitHub = /^\.\.\/\.\.\/(?:generate|actions\/workflows\/[a-z]+\.yml(?:\/badge\.svg)?)$/;

/** Other systems, and the demo on this machine. */
const elsewhere = /^(?:https:\/\/|http:\/\/localhost:[34]000)/;

/** Files by their paths, as they are named in a text. */
const pathInText =
  /^(?:(?:src|packages|test|docs|emulator|conformance|bench|docker|scripts|\.github)\/\S*|\w[\w./*-]*\.(?:ts|md|js|cjs|json|ya?ml))$/;

/** Files of Altinn's repository, and what programs make. */
const notHere = new Set([
  'src/Digdir.Domain.Dialogporten.WebApi/appsettings.Development.json',
  'appsettings.Development.json',
  'docker-compose*.yml',
  'bench-results.json',
  'dist/src/check.js',
  'dist/src/dead-letters.js',
  'dist/src/republish.js',
  'dist/src/migrate.js',
]);

/** @returns what is wrong with a link, if anything. */
function faultOf(page: string, link: string): string | undefined {
  if (elsewhere.test(link) || ofGitHub.test(link)) return undefined;
  const [path = '', anchor] = link.split('#');
  const file = path === '' ? page : posix.normalize(posix.join(posix.dirname(page), path));
  if (!isInRepository(file)) return `${page}: ${link} leads nowhere`;
  if (anchor === undefined || !repositoryFiles.includes(file)) return undefined;
  if (file === 'README.md' && !hasOurReadme) return undefined;
  const line = /^L(\d+)(?:-L(\d+))?$/.exec(anchor);
  const isThere = line
    ? Number(line[2] ?? line[1]) <= textOf(file).split('\n').length
    : new Page(file).anchors().includes(anchor);
  return isThere ? undefined : `${page}: ${link} leads to no such place`;
}

describe('the documentation', () => {
  it('has links that lead somewhere', () => {
    const links = pages.flatMap((page) => page.links().map((link) => [page.path, link] as const));
    expect(links.length).toBeGreaterThan(100);
    expect(links.map(([page, link]) => faultOf(page, link)).filter(Boolean)).toEqual([]);
  });

  it('names files that there are', () => {
    const isThere = (span: string) =>
      !hasSample ||
      isInRepository(span) ||
      notHere.has(span) ||
      repositoryFiles.some((file) => file.endsWith(`/${span}`));
    const named = pages.flatMap((page) =>
      (page.path === guide ? [] : page.spans()).flatMap((span) =>
        pathInText.test(span) ? [`${page.path}: ${span}`] : [],
      ),
    );
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((each) => !isThere(each.split(': ')[1]!))).toEqual([]);
  });

  it('is reached from its index, page by page', () => {
    const index = new Page('docs/README.md').links();
    const listed = new Set(index.map((link) => posix.normalize(posix.join('docs', link))));
    const wanted = repositoryFiles.filter((file) => /^docs\/.+\.md$/.test(file) && file !== 'docs/README.md');
    expect(wanted.filter((file) => !listed.has(file))).toEqual([]);
  });

  if (hasOurReadme) {
    it('has badges that say what is so', () => {
      const badges = new Page('README.md').links().map((link) => decodeURIComponent(link));
      const { engines, license } = JSON.parse(textOf('package.json')) as { engines: { node: string }; license: string };
      expect(badges.find((link) => link.includes('/badge/Node.js'))).toContain(engines.node.replace('>=', '≥ '));
      expect(badges.find((link) => link.includes('/badge/licence'))).toContain(license);
    });
  }

  it('would be found out', () => {
    expect(faultOf('README.md', 'docs/nowhere.md')).toContain('leads nowhere');
    expect(faultOf('README.md', 'docs/operations.md#nothing')).toContain('no such place');
    expect(faultOf('docs/operations.md', '#metrics')).toBeUndefined();
    expect(faultOf('README.md', 'LICENSE#L99999')).toContain('no such place');
  });
});
