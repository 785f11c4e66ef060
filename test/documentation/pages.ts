import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Code, Heading, Nodes, Root, Table } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { sampleFolders } from '../../scripts/sample.js';

const root = new URL('../../', import.meta.url);
const markdown = unified().use(remarkParse).use(remarkGfm);

/** Folders that programs make, fetch or keep. */
const notOurs = new Set(['node_modules', '.git', 'dist', 'dist-programs', '.data', 'coverage', 'generated']);

/** The path of every file of the repository, from its root. */
export const repositoryFiles: readonly string[] = filesIn('');
const knownFiles = new Set(repositoryFiles);

/** The text of a file of the repository. */
export const textOf = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** A repository without the sample need not mend every page about it. */
const isOfTheSample = (path: string) => sampleFolders.some((folder) => `${path}/`.startsWith(`${folder}/`));
export const hasSample = knownFiles.has('src/serving-licence/index.ts');

/** Whether the front page is the one that this repository comes with: a team writes its own, of which nothing is asked. */
export const hasOurReadme = textOf('README.md').startsWith('# Dialogporten service provider, in NestJS\n');

/** Whether there is such a file or folder; a star stands for any part of a name. */
export function isInRepository(path: string): boolean {
  if (!hasSample && isOfTheSample(path)) return true;
  if (path.includes('*')) {
    const written = path.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('**/', '(?:.+/)?');
    const pattern = new RegExp(`^${written.replaceAll(/(?<!\.)\*/g, '[^/]*')}$`);
    return repositoryFiles.some((file) => pattern.test(file));
  }
  return knownFiles.has(path) || existsSync(new URL(path, root));
}

/** A page of the documentation. */
export class Page {
  private readonly tree: Root;

  constructor(readonly path: string) {
    this.tree = markdown.parse(textOf(path));
  }

  /** The blocks of code in a language, each with the paragraph that leads to it. */
  blocks(...languages: readonly string[]): { readonly text: string; readonly lead: string }[] {
    let lead = '';
    return this.all().flatMap((node) => {
      if (node.type === 'paragraph' || node.type === 'heading') lead = plain(node);
      return node.type === 'code' && languages.includes(node.lang ?? '') ? [{ text: node.value, lead }] : [];
    });
  }

  /** The languages of its blocks of code. */
  languages(): string[] {
    return this.all().flatMap((node) => (node.type === 'code' ? [node.lang ?? ''] : []));
  }

  /** Texts in code font within a line. */
  spans(): string[] {
    return this.all().flatMap((node) => (node.type === 'inlineCode' ? [node.value] : []));
  }

  /** Where its links and pictures lead. */
  links(): string[] {
    return this.all().flatMap((node) => (node.type === 'link' || node.type === 'image' ? [node.url] : []));
  }

  /** The fragments of its headings, as GitHub makes them. */
  anchors(): string[] {
    const headings = this.all().filter((node): node is Heading => node.type === 'heading');
    return headings.map((heading) =>
      plain(heading)
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    );
  }

  /** The rows of the table under a heading, below its own, cell by cell. */
  rows(heading: string): string[][] {
    const nodes = this.tree.children;
    const start = nodes.findIndex((node) => node.type === 'heading' && plain(node) === heading);
    const table = nodes.slice(start + 1).find((node): node is Table => node.type === 'table');
    if (start < 0 || table === undefined) throw new Error(`${this.path} has no table under "${heading}"`);
    return table.children.slice(1).map(({ children }) => children.map(plain));
  }

  private all(): Nodes[] {
    return descendants(this.tree);
  }
}

/** The guide has a test of its own, which follows it word for word: the files it names exist once it is followed. */
export const guide = 'docs/make-it-yours.md';

/** Every handwritten page. Pages written by a program are tested with the program. */
export const pages: readonly Page[] = repositoryFiles
  .filter((path) => /^(?:(?:packages\/[^/]+\/)?[A-Z]+\.md|docs\/.+\.md)$/.test(path) && path !== 'docs/licences.md')
  .map((path) => new Page(path));

/** The text of a node as a reader sees it. */
export function plain(node: Nodes): string {
  if ('value' in node) return (node as Code).value;
  return 'children' in node ? node.children.map(plain).join('') : '';
}

function descendants(node: Nodes): Nodes[] {
  return 'children' in node ? [node, ...node.children.flatMap(descendants)] : [node];
}

function filesIn(folder: string): string[] {
  return readdirSync(new URL(folder || '.', root), { withFileTypes: true }).flatMap((entry) => {
    if (notOurs.has(entry.name)) return [];
    return entry.isDirectory() ? filesIn(`${folder}${entry.name}/`) : [`${folder}${entry.name}`];
  });
}
