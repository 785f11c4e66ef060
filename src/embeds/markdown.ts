import type {
  Blockquote,
  Heading,
  List,
  ListItem,
  Paragraph,
  PhrasingContent,
  Root,
  RootContent,
  Table,
  TableRow,
} from 'mdast';
import { gfmToMarkdown } from 'mdast-util-gfm';
import { type Options, toMarkdown } from 'mdast-util-to-markdown';

/**
 * Builders for embeds. An embed is made as a tree and written as CommonMark at the end, so whatever stands in a text
 * stays text: nothing in it is ever read as markdown, HTML or, by a portal that knows GitHub's flavour, as a link.
 */
export type Embed = Root;

/** Characters that show nothing, or turn the direction of what follows (Unicode category Cf). */
const invisible = /\p{Cf}/gu;

/** White space of every kind, and control characters. */
const blank = /[\s\p{Cc}]+/gu;

/**
 * What GitHub's flavour makes a link of wherever it stands, escaped or not, except in code. No backslash: it ends a link
 * anyway, and in a table cell's code there is no way to write one before a `|`. An address is looked for from where a word
 * begins, and not again from each of its letters: a long one would take the square of its length.
 */
const linkLike = /((?:https?:\/\/|www\.)[^\s\\]*|(?<![^\s\\])[^\s\\]+@[^\s\\]+)/gi;

/** A text as it can be seen: without invisible characters, and with one space for every run of white space. */
export function visible(value: string): string {
  return value.replace(invisible, '').replace(blank, ' ').trim();
}

/** A text from anywhere: a person, another system, us. */
export function text(value: string): PhrasingContent[] {
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

/** Somebody's own words, in their paragraphs and lines. */
export function quotation(value: string): Blockquote {
  const paragraphs = value
    .split(/\r?\n(?:[^\S\n]*\r?\n)+/)
    .map((part) => part.split(/\r?\n/).filter((line) => visible(line)));
  return { type: 'blockquote', children: paragraphs.filter((lines) => lines.length > 0).map(lined) };
}

function lined(lines: readonly string[]): Paragraph {
  return {
    type: 'paragraph',
    children: lines.flatMap((line, index) => (index === 0 ? text(line) : [{ type: 'break' } as const, ...text(line)])),
  };
}

/** What comes one after the other. */
export function steps(values: readonly string[] | undefined): List | undefined {
  if (values === undefined) return undefined;
  const children = values.map((value): ListItem => ({ type: 'listItem', spread: false, children: [paragraph(value)] }));
  return { type: 'list', ordered: true, start: 1, spread: false, children };
}

/** A table of names and their values, without those that have none. */
export function facts(...pairs: readonly (readonly [name: string, value: string | undefined])[]): Table | undefined {
  const rows = pairs.flatMap(([name, value]) => (value === undefined ? [] : [row(name, value)]));
  // A table of GitHub's flavour has a head; the facts need none to be understood, so it is empty.
  return rows.length === 0 ? undefined : { type: 'table', children: [row('', ''), ...rows] };
}

function row(...values: readonly string[]): TableRow {
  return { type: 'tableRow', children: values.map((value) => ({ type: 'tableCell', children: text(value) })) };
}

export function embed(...blocks: readonly Blocks[]): Embed {
  return { type: 'root', children: blocks.flatMap((block) => block ?? []) };
}

/** What GitHub's flavour adds that an embed has. No portal shows a text struck out or a footnote; a table sees to its rows. */
const added: ReadonlySet<string> = new Set(['inlineCode', 'paragraph', 'table']);

/** An extension without the handlers that no embed needs: the library copies all of them for each tree. */
function withoutUnused({ handlers, ...extension }: Options): Options {
  return {
    ...extension,
    handlers: Object.fromEntries(Object.entries(handlers ?? {}).filter(([type]) => added.has(type))),
  };
}

const options: Options = {
  extensions: gfmToMarkdown().extensions?.map(withoutUnused),
  bullet: '-',
  emphasis: '_',
  rule: '-',
};

/** The embed as CommonMark 0.31.2. */
export function writeMarkdown(tree: Embed): string {
  return toMarkdown(tree, options);
}
