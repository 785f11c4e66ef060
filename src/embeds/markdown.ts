import type { Blockquote, Heading, List, ListItem, Nodes, Paragraph, PhrasingContent, Root, RootContent } from 'mdast';
import { gfmToMarkdown } from 'mdast-util-gfm';
import { type Options, toMarkdown } from 'mdast-util-to-markdown';
import { WrittenBlocks } from './written-blocks.js';

/**
 * Builders for embeds. An embed is made as a tree and written as CommonMark at the end, so a text stays text: nothing
 * in it is ever read as markdown, HTML or, by a portal that knows GitHub's flavour, as a link.
 */
export type Embed = Root;

/** Characters that show nothing, or turn the direction of what follows (Unicode category Cf). */
const invisible = /\p{Cf}/gu;

/** White space of every kind, and control characters. */
const blank = /[\s\p{Cc}]+/gu;

/**
 * Texts that GitHub's flavour turns into links everywhere but in code, escaped or not. No backslash: it ends a link
 * anyway. An address is looked for from where a word begins, and not again from each of its letters: a long one would
 * take the square of its length.
 */
const linkLike = /((?:https?:\/\/|www\.)[^\s\\]*|(?<![^\s\\])[^\s\\]+@[^\s\\]+)/gi;

/** A text with something to leave out, or like a link. Few are, and looking once is cheaper than taking apart. */
const needsCare = /\p{Cf}|\p{Cc}|[^\S ]| {2}|^ | $|@|:\/\/|www\./iu;

/** A text as it can be seen: without invisible characters, and with one space for every run of white space. */
export function visible(value: string): string {
  return value.replace(invisible, '').replace(blank, ' ').trim();
}

/** A text from anywhere: a person, another system, us. */
export function text(value: string): PhrasingContent[] {
  if (value !== '' && !needsCare.test(value)) return [{ type: 'text', value }];
  return visible(value)
    .split(linkLike)
    .map((part, index) => ({ type: index % 2 === 1 ? 'inlineCode' : 'text', value: part }) as const)
    .filter((part) => part.value !== '');
}

/** A block, or blocks that come together; nothing where there is nothing to show. */
export type Blocks = RootContent | readonly RootContent[] | undefined;

/** The dialog's title stands above an embed as a heading of level 2, so an embed starts at 3. */
export function heading(depth: 3 | 4, value: string): Heading {
  return { type: 'heading', depth, children: text(value) };
}

export function paragraph(value: string): Paragraph {
  return { type: 'paragraph', children: text(value) };
}

/** Lines that a {@link quotation} keeps; those that follow run on in the last one. */
export const mostLines = 50;

/** An end user's own words, in their paragraphs and lines: at most {@link mostLines}, since each costs as much as hundreds of letters. */
export function quotation(value: string): Blockquote {
  const paragraphs = withFewLines(value)
    .split(/\r?\n(?:[^\S\n]*\r?\n)+/)
    .map((part) => part.split(/\r?\n/).filter((line) => visible(line)));
  return { type: 'blockquote', children: paragraphs.filter((lines) => lines.length > 0).map(lined) };
}

function withFewLines(value: string): string {
  const lines = value.split('\n');
  if (lines.length <= mostLines) return value;
  return [...lines.slice(0, mostLines - 1), lines.slice(mostLines - 1).join(' ')].join('\n');
}

function lined(lines: readonly string[]): Paragraph {
  return { type: 'paragraph', children: broken(lines.map(text)) };
}

function broken(lines: readonly PhrasingContent[][]): PhrasingContent[] {
  return lines.flatMap((line, index) => (index === 0 ? line : [{ type: 'break' } as const, ...line]));
}

/** A numbered list of steps. */
export function steps(values: readonly string[] | undefined): List | undefined {
  if (values === undefined) return undefined;
  const children = values.map((value): ListItem => ({ type: 'listItem', spread: false, children: [paragraph(value)] }));
  return { type: 'list', ordered: true, start: 1, spread: false, children };
}

/**
 * Names and their values, one pair in a line, without those that have no value. No table: one of GitHub's flavour has a head,
 * and its columns are too narrow for words on a telephone.
 */
export function facts(
  ...pairs: readonly (readonly [name: string, value: string | undefined])[]
): Paragraph | undefined {
  const lines = pairs.flatMap(([name, value]) => (value === undefined ? [] : [fact(name, value)]));
  return lines.length === 0 ? undefined : { type: 'paragraph', children: broken(lines) };
}

function fact(name: string, value: string): PhrasingContent[] {
  const colon = { type: 'text', value: ':' } as const;
  return [{ type: 'strong', children: [...text(name), colon] }, { type: 'text', value: ' ' }, ...text(value)];
}

export function embed(...blocks: readonly Blocks[]): Embed {
  return { type: 'root', children: blocks.flatMap((block) => block ?? []) };
}

/**
 * Escapes the syntax of GitHub's flavour, without its node types: an embed has none of them, and the library copies the
 * handlers for each tree.
 */
function withoutHandlers(extension: Options): Options {
  return { ...extension, handlers: {} };
}

const options: Options = {
  extensions: gfmToMarkdown().extensions?.map(withoutHandlers),
  bullet: '-',
  emphasis: '_',
  rule: '-',
};

/** The size of an embed that a portal shows, in bytes. */
const mostBytes = 100_000;

/** Room for what says that there is more, in bytes. */
const bytesForRest = 1_000;

/** How many letters a piece of inline content (a text, a break, code) counts for, by what it costs to write. */
const lettersPerPiece = 100;

/** Memory for written blocks, in bytes: some ten thousand of them. */
const rememberedBytes = 8 * 2 ** 20;

const written = new WrittenBlocks(rememberedBytes);

/**
 * The embed as CommonMark 0.31.2, up to the first block that would make it larger than a portal shows, or costly to
 * write. A block that has been written is not written again, in any embed.
 *
 * @param rest stands in the place of the blocks that are left out; of at most 1,000 bytes.
 */
export function writeMarkdown({ children }: Embed, rest: Paragraph = paragraph('…')): string {
  const parts: string[] = [];
  let letters = mostBytes;
  let bytes = mostBytes - bytesForRest;
  for (const blocks of groupsOf(children)) {
    letters -= lettersIn(blocks);
    const part = letters < 0 ? undefined : writtenTogether(blocks);
    bytes -= part === undefined ? 0 : part.bytes + separator.length;
    if (part === undefined || bytes < 0) {
      parts.push(writtenTogether([rest]).markdown);
      break;
    }
    parts.push(part.markdown);
  }
  const markdown = parts.join(separator);
  return markdown === '' || markdown.endsWith('\n') ? markdown : `${markdown}\n`;
}

const separator = '\n\n';

/** The blocks one by one; but a list or code next to another one is told apart from it by how both are written. */
function groupsOf(blocks: readonly RootContent[]): readonly (readonly RootContent[])[] {
  const groups: RootContent[][] = [];
  let previous: RootContent | undefined;
  for (const block of blocks) {
    if (previous !== undefined && isListOrCode(previous) && isListOrCode(block)) groups.at(-1)?.push(block);
    else groups.push([block]);
    previous = block;
  }
  return groups;
}

function isListOrCode({ type }: RootContent): boolean {
  return type === 'list' || type === 'code';
}

/** The letters of all texts, with those that their pieces count for. */
function lettersIn(nodes: readonly Nodes[]): number {
  let letters = 0;
  for (const node of nodes) {
    if ('children' in node) letters += lettersIn(node.children);
    else letters += lettersPerPiece + ('value' in node ? node.value.length : 0);
  }
  return letters;
}

function writtenTogether(blocks: readonly RootContent[]) {
  return written.find(JSON.stringify(blocks), () => writeGroup(blocks));
}

/** Without the line break that the library puts at the end where there is none: a block that follows shows where that is. */
function writeGroup(blocks: readonly RootContent[]): string {
  const end = `${separator}---\n`;
  return toMarkdown({ type: 'root', children: [...blocks, { type: 'thematicBreak' }] }, options).slice(0, -end.length);
}
